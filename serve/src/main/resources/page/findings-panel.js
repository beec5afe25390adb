import { lexicon } from './catalogue.js';
import { Refusal } from './api.js';
import { html, live, nothing } from './lib/lit.js';
import { changes, errorText, language, t } from './language.js';
import { checkedOf, icon, ReaderPart, say, valueOf } from './part.js';

/** @typedef {import('./case.js').Case} Case */
/** @typedef {import('./types.js').Term} Term */

/** Descriptors of which more than one may hold. */
const MANY = ['margin', 'calcifications', 'associated'];

/** How long the page waits after the last letter of the comment before it is kept. */
const PAUSE = 700;

/** What the reader says about the lesion, in the words of the BI-RADS lexicon. Nothing is chosen beforehand. */
export class FindingsPanel extends ReaderPart {
  static properties = { lexicon: { state: true }, kept: { state: true } };

  constructor() {
    super();
    /** @type {import('./types.js').Lexicon | null} */
    this.lexicon = null;
    /** @type {'' | 'busy' | 'kept' | 'failed'} */
    this.kept = '';
    /** Asks for the words in the page's language. */
    this.learn = async () => {
      this.lexicon = (await this.attempt(() => lexicon(language()))) ?? this.lexicon;
    };
  }

  connectedCallback() {
    super.connectedCallback();
    this.learn();
    changes.addEventListener('change', this.learn);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    changes.removeEventListener('change', this.learn);
  }

  /** @param {Case} reader @param {Partial<import('./types.js').Reading>} changes */
  async describe(reader, changes) {
    this.kept = 'busy';
    try {
      await reader.describe(changes);
      this.kept = 'kept';
    } catch (error) {
      this.kept = 'failed';
      say(errorText(error), 'error');
      if (error instanceof Refusal && error.status === 409) {
        await this.attempt(() => reader.reload());
      }
    }
  }

  /** @param {Case} reader @param {string} group @param {string | string[] | null} value */
  choose(reader, group, value) {
    const descriptors = { ...reader.reading.descriptors };
    if (value === null || value.length === 0) {
      delete descriptors[group];
    } else {
      descriptors[group] = value;
    }
    return this.describe(reader, { descriptors });
  }

  render() {
    const { reader, lexicon: words } = this;
    if (!reader || !words) {
      return nothing;
    }
    const groups = Object.keys(words).filter((group) => group !== 'category');
    return html` ${
        reader.signed
          ? html`<p class="notice">${icon('lock')} <span>${t('signed.locked')}</span></p>`
          : html`<p class="muted small">${t('findings.text')}</p>`
      }
      ${groups.map((group) =>
        MANY.includes(group) ? this.several(reader, group, words[group]) : this.one(reader, group, words[group]),
      )}
      ${this.category(reader, words.category ?? [])}
      <label class="field"
        ><span>${t('comment')}</span>
        <textarea
          rows="3"
          maxlength="4000"
          .value=${live(reader.reading.comment ?? '')}
          ?readonly=${reader.signed}
          @input=${(/** @type {Event} */ event) => {
            reader.reading = { ...reader.reading, comment: valueOf(event) };
            clearTimeout(this.later);
            this.later = setTimeout(() => this.describe(reader, {}), PAUSE);
          }}
        ></textarea>
      </label>
      <div class="row-end">
        <span class="muted small" role="status">${this.kept ? t(`kept.${this.kept}`) : ''}</span>
        <button type="button" class="button" @click=${() => this.dispatchEvent(new Event('next-tab'))}>
          ${t('findings.next')} ${icon('chevron-right')}
        </button>
      </div>`;
  }

  /** @param {Case} reader @param {string} group @param {Term[]} terms */
  one(reader, group, terms) {
    const chosen = reader.reading.descriptors[group];
    return html`<fieldset class="terms" ?disabled=${reader.signed}>
      <legend>
        ${t(`findings.${group}`)}
        ${
          chosen && !reader.signed
            ? html`<button
                type="button"
                class="clear"
                aria-label="${t('findings.clear')}: ${t(`findings.${group}`)}"
                @click=${() => this.choose(reader, group, null)}
              >
                ${t('findings.clear')}
              </button>`
            : nothing
        }
      </legend>
      <div class="pills">
        ${terms.map(
          (term) =>
            html`<label
              ><input
                type="radio"
                name="find-${group}"
                value=${term.code}
                .checked=${live(chosen === term.code)}
                @change=${() => this.choose(reader, group, term.code)}
              />
              <span>${term.label}</span></label
            >`,
        )}
      </div>
    </fieldset>`;
  }

  /** @param {Case} reader @param {string} group @param {Term[]} terms */
  several(reader, group, terms) {
    const chosen = [reader.reading.descriptors[group] ?? []].flat();
    const toggled = (/** @type {string} */ code, /** @type {boolean} */ on) =>
      this.choose(reader, group, on ? [...chosen, code] : chosen.filter((other) => other !== code));
    return html`<fieldset class="terms" ?disabled=${reader.signed}>
      <legend>${t(`findings.${group}`)} <span class="muted">${t('findings.several')}</span></legend>
      <div class="pills">
        ${terms.map(
          (term) =>
            html`<label
              ><input
                type="checkbox"
                value=${term.code}
                .checked=${live(chosen.includes(term.code))}
                @change=${(/** @type {Event} */ event) => toggled(term.code, checkedOf(event))}
              />
              <span>${term.label}</span></label
            >`,
        )}
      </div>
    </fieldset>`;
  }

  /** @param {Case} reader @param {Term[]} terms */
  category(reader, terms) {
    const { category } = reader.reading;
    const chosen = terms.find((term) => term.code === category);
    return html`<fieldset class="terms category" ?disabled=${reader.signed}>
      <legend>
        ${t('findings.category')}
        ${
          category && !reader.signed
            ? html`<button
                type="button"
                class="clear"
                aria-label="${t('findings.clear')}: ${t('findings.category')}"
                @click=${() => this.describe(reader, { category: null })}
              >
                ${t('findings.clear')}
              </button>`
            : nothing
        }
      </legend>
      <div class="pills">
        ${terms.map(
          (term) =>
            html`<label title=${named(term)}
              ><input
                type="radio"
                name="category"
                value=${term.code}
                .checked=${live(category === term.code)}
                @change=${() => this.describe(reader, { category: term.code })}
                aria-label=${named(term)}
              /><span>${term.code}</span></label
            >`,
        )}
      </div>
      <p class="small muted">${chosen ? named(chosen) : (category ?? t('findings.category.none'))}</p>
    </fieldset>`;
  }
}

/** A category with its number. @param {Term} term */
function named(term) {
  return term.label.startsWith(term.code) ? term.label : `${term.code} ${term.label}`;
}

customElements.define('findings-panel', FindingsPanel);
