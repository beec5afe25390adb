import { html } from './lib/lit.js';
import { t } from './language.js';
import { checkedOf, icon, Part } from './part.js';
import { prefer, preferences } from './preferences.js';
import { keyName, SHORTCUTS } from './shortcuts.js';

/** Shows all keys, and lets the reader switch those of single letters off. */
export class HelpDialog extends Part {
  constructor() {
    super();
    this.open = () => /** @type {HTMLDialogElement} */ (this.querySelector('dialog')).showModal();
    this.key = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === '?' && !(/** @type {HTMLElement} */ (event.target).matches('input, textarea, select'))) {
        this.open();
      }
    };
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('help', this.open);
    document.addEventListener('keydown', this.key);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('help', this.open);
    document.removeEventListener('keydown', this.key);
  }

  render() {
    const groups = [...new Set(SHORTCUTS.map((shortcut) => shortcut.group))];
    const close = () => /** @type {HTMLDialogElement} */ (this.querySelector('dialog')).close();
    return html`<dialog class="dialog help" aria-labelledby="help-title">
      <header>
        <h2 id="help-title">${t('help.title')}</h2>
        <button type="button" class="plain square" aria-label=${t('close')} @click=${close}>${icon('x')}</button>
      </header>
      <label class="check"
        ><input
          type="checkbox"
          .checked=${preferences.letters}
          @change=${(/** @type {Event} */ event) => prefer({ letters: checkedOf(event) })}
        />
        ${t('help.letters')}</label
      >
      <div class="key-groups">
        ${groups.map(
          (group) =>
            html`<section>
              <h3>${t(group)}</h3>
              <dl>
                ${SHORTCUTS.filter((shortcut) => shortcut.group === group).map(
                  (shortcut) =>
                    html`<div>
                      <dt>${t(`action.${shortcut.action}`)}</dt>
                      <dd>${shortcut.keys.map((key) => html`<kbd>${keyName(key)}</kbd>`)}</dd>
                    </div>`,
                )}
              </dl>
            </section>`,
        )}
      </div>
      <p class="muted">${t('help.mouse')}</p>
      <p class="muted">${t('help.keyboard')}</p>
    </dialog>`;
  }
}

customElements.define('help-dialog', HelpDialog);
