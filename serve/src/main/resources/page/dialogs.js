import { html, nothing } from './lib/lit.js';
import { t } from './language.js';
import { icon, Part, valueOf } from './part.js';

/**
 * @typedef {object} Question
 * @property {string} title key of a text
 * @property {string} text key of a text
 * @property {Record<string, string | number>} [values] of title and text
 * @property {{label: string, type: 'password' | 'text', autocomplete?: string}} [field] needed for the first choice
 * @property {Array<{value: string, label: string, kind?: 'primary' | 'danger'}>} choices the last one is also Escape
 */

/** Asks one thing and waits for the answer. */
export class AskDialog extends Part {
  static properties = { question: { state: true }, typed: { state: true } };

  constructor() {
    super();
    /** @type {Question | null} */
    this.question = null;
    this.typed = '';
    /** @type {(answer: string) => void} */
    this.answer = () => {};
  }

  /** @param {Question} question @returns {Promise<string>} */
  async ask(question) {
    this.question = question;
    this.typed = '';
    await this.updateComplete;
    const dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
    dialog.showModal();
    /** @type {HTMLElement | null} */ (dialog.querySelector('input, .primary, .danger'))?.focus();
    return new Promise((resolve) => {
      this.answer = (answer) => {
        dialog.close();
        this.question = null;
        resolve(answer);
      };
    });
  }

  /** @param {Event} event */
  submit(event) {
    event.preventDefault();
    this.answer(this.question?.choices[0].value ?? '');
  }

  render() {
    const { question } = this;
    return html`<dialog
      class="dialog"
      aria-labelledby="ask-title"
      @cancel=${(/** @type {Event} */ event) => {
        event.preventDefault();
        this.answer(question?.choices.at(-1)?.value ?? '');
      }}
    >
      ${question ? this.content(question) : nothing}
    </dialog>`;
  }

  /** @param {Question} question */
  content(question) {
    const { field, choices, values } = question;
    const missing = field !== undefined && this.typed === '';
    return html`<form @submit=${this.submit}>
      <h2 id="ask-title">${t(question.title, values)}</h2>
      <p>${t(question.text, values)}</p>
      ${
        field
          ? html`<label class="field"
              ><span>${t(field.label)}</span>
              <input
                type=${field.type}
                required
                autocomplete=${/** @type {any} */ (field.autocomplete ?? 'off')}
                .value=${this.typed}
                @input=${(/** @type {Event} */ event) => (this.typed = valueOf(event))}
            /></label>`
          : nothing
      }
      <div class="choices">
        ${choices.map(
          (choice, i) =>
            html`<button
              type=${field && i === 0 ? 'submit' : 'button'}
              class="button ${choice.kind ?? ''}"
              ?disabled=${i === 0 && missing}
              @click=${field && i === 0 ? nothing : () => this.answer(choice.value)}
            >
              ${t(choice.label)}
            </button>`,
        )}
      </div>
    </form>`;
  }

  get text() {
    return this.typed;
  }
}

customElements.define('ask-dialog', AskDialog);

/** @returns {AskDialog} */
function dialog() {
  return /** @type {AskDialog} */ (document.querySelector('ask-dialog'));
}

/** @param {Question} question */
export function ask(question) {
  return dialog().ask(question);
}

/** Asks for a text; null where it is not given. @param {Question} question */
export async function askText(question) {
  const answer = await dialog().ask(question);
  return answer === question.choices[0].value ? dialog().text : null;
}

/** Shows what is said, for as long as it takes to read; errors stay until they are closed. */
export class SayingList extends Part {
  static properties = { sayings: { state: true } };

  constructor() {
    super();
    /** @type {Array<{id: number, text: string, kind: string}>} */
    this.sayings = [];
    this.next = 0;
    this.hear = (/** @type {Event} */ event) => this.add(/** @type {CustomEvent} */ (event).detail);
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('say', this.hear);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('say', this.hear);
  }

  /** @param {{text: string, kind: string}} saying */
  add(saying) {
    const id = this.next++;
    this.sayings = [...this.sayings.filter((other) => other.text !== saying.text).slice(-1), { id, ...saying }];
    if (saying.kind !== 'error') {
      setTimeout(() => this.dismiss(id), 5000);
    }
  }

  /** @param {number} id */
  dismiss(id) {
    this.sayings = this.sayings.filter((saying) => saying.id !== id);
  }

  render() {
    const shown = (/** @type {boolean} */ errors) =>
      this.sayings
        .filter((saying) => (saying.kind === 'error') === errors)
        .map(
          (saying) =>
            html`<div class="saying ${saying.kind}">
              ${icon(saying.kind === 'error' ? 'circle-alert' : saying.kind === 'done' ? 'circle-check' : 'info')}
              <span>${saying.text}</span>
              <button
                type="button"
                class="plain square"
                aria-label=${t('close')}
                @click=${() => this.dismiss(saying.id)}
              >
                ${icon('x')}
              </button>
            </div>`,
        );
    return html`<div class="sayings">
      <div role="status" aria-live="polite">${shown(false)}</div>
      <div role="alert" aria-live="assertive">${shown(true)}</div>
    </div>`;
  }
}

customElements.define('saying-list', SayingList);
