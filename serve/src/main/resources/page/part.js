import { LitElement, nothing, svg, html } from './lib/lit.js';
import { changes, errorText } from './language.js';

/**
 * A part of the page. It renders into the document itself, not into a shadow, so that one set of styles, of labels
 * and one order of headings hold everywhere; it renders anew when the language changes.
 */
export class Part extends LitElement {
  constructor() {
    super();
    this.retell = () => this.requestUpdate();
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    changes.addEventListener('change', this.retell);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    changes.removeEventListener('change', this.retell);
  }

  /**
   * Runs what may be refused; says why where it is.
   * @template T @param {() => Promise<T>} action @returns {Promise<T | undefined>}
   */
  async attempt(action) {
    try {
      return await action();
    } catch (error) {
      say(errorText(error), 'error');
      return undefined;
    }
  }
}

/** A part that shows something of the picture being read, and renders anew when that changes. */
export class ReaderPart extends Part {
  /** @type {import('./lib/lit.js').PropertyDeclarations} */
  static properties = { reader: { attribute: false } };

  constructor() {
    super();
    /** @type {import('./case.js').Case | null} */
    this.reader = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.reader?.removeEventListener('change', this.retell);
  }

  /** @param {import('./lib/lit.js').PropertyValues} changed */
  willUpdate(changed) {
    if (changed.has('reader')) {
      changed.get('reader')?.removeEventListener('change', this.retell);
      this.reader?.addEventListener('change', this.retell);
    }
  }
}

/** @param {string} name @param {string} [label] where the icon stands alone */
export function icon(name, label) {
  return html`<svg
    class="icon"
    aria-hidden=${label ? nothing : 'true'}
    role=${label ? 'img' : nothing}
    aria-label=${label ?? nothing}
  >
    ${svg`<use href="/page/icons.svg#${name}"></use>`}
  </svg>`;
}

/**
 * Tells the reader something: politely, or at once where it is an error.
 * @param {string} text
 * @param {'done' | 'info' | 'error' | 'quiet'} [kind] "quiet": to a screen reader only, as it is seen anyway
 */
export function say(text, kind = 'info') {
  document.dispatchEvent(new CustomEvent('say', { detail: { text, kind } }));
}

/** @param {Event} event */
export function valueOf(event) {
  return /** @type {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */ (event.target).value;
}

/** @param {Event} event */
export function checkedOf(event) {
  return /** @type {HTMLInputElement} */ (event.target).checked;
}
