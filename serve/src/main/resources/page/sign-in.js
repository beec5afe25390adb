import { api, Refusal } from './api.js';
import { html, nothing } from './lib/lit.js';
import { errorText, t } from './language.js';
import { icon, Part, valueOf } from './part.js';

/** @typedef {import('./types.js').Session} Session */

const SHORTEST = 15;
const LONGEST = 64;

/** Takes name and password, and a new password where the one used serves only once. */
export class SignIn extends Part {
  static properties = {
    session: { attribute: false },
    known: {},
    error: { state: true },
    busy: { state: true },
    shown: { state: true },
    chosen: { state: true },
    again: { state: true },
  };

  constructor() {
    super();
    /** @type {Session | null} the session whose password must be changed */
    this.session = null;
    /** The name of who was signed in, where the session ended. */
    this.known = '';
    this.error = '';
    this.busy = false;
    this.shown = false;
    this.chosen = '';
    this.again = '';
    this.password = '';
  }

  /** @param {() => Promise<Session>} action */
  async trying(action) {
    this.busy = true;
    this.error = '';
    try {
      const session = await action();
      this.dispatchEvent(new CustomEvent('signed-in', { detail: session }));
    } catch (error) {
      this.error =
        error instanceof Refusal && error.status === 429 ? `${t('signin.wait')} ${error.message}` : errorText(error);
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.querySelector('input[type=password], input'))?.focus();
    } finally {
      this.busy = false;
    }
  }

  /** @param {SubmitEvent} event */
  enter(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const name = this.known || String(form.get('name'));
    this.password = String(form.get('password'));
    return this.trying(async () => {
      /** @type {Session} */
      const session = await api.post('/api/session', { name, password: this.password });
      api.csrf = session.csrf;
      return session;
    });
  }

  /** @param {SubmitEvent} event */
  change(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    return this.trying(async () => {
      const old = this.password || String(form.get('old'));
      /** @type {Session} */
      const session = await api.put('/api/session/password', { old, password: this.chosen });
      api.csrf = session.csrf;
      return session;
    });
  }

  render() {
    return html`<div class="sign-in">
      <img src="/page/logo.svg" alt="" width="48" height="48" />
      ${this.session ? this.changeForm() : this.enterForm()}
    </div>`;
  }

  enterForm() {
    return html`<form @submit=${this.enter}>
      <h1>${this.known ? t('signin.again') : t('signin.title')}</h1>
      <p class="muted">${this.known ? t('signin.ended', { name: this.known }) : t('signin.text')}</p>
      ${
        this.known
          ? html`<input type="text" name="name" autocomplete="username" value=${this.known} hidden />`
          : html`<label class="field"
              ><span>${t('signin.name')}</span>
              <input name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus
            /></label>`
      }
      ${this.passwordField('password', t('signin.password'), 'current-password')} ${this.problem()}
      <button class="button primary wide" ?disabled=${this.busy}>
        ${this.busy ? t('signin.busy') : t('signin.enter')}
      </button>
    </form>`;
  }

  changeForm() {
    const short = [...this.chosen].length < SHORTEST;
    const differs = this.again !== this.chosen;
    return html`<form @submit=${this.change}>
      <h1>${t('password.title')}</h1>
      <p class="muted">${t('password.text', { n: SHORTEST })}</p>
      <input type="text" name="username" autocomplete="username" value=${this.session?.account.name ?? ''} hidden />
      ${this.password ? nothing : this.passwordField('old', t('password.old'), 'current-password')}
      <label class="field"
        ><span>${t('password.new')}</span>
        <input
          type=${this.shown ? 'text' : 'password'}
          autocomplete="new-password"
          required
          minlength=${SHORTEST}
          aria-describedby="password-rule"
          .value=${this.chosen}
          maxlength=${4 * LONGEST}
          @input=${(/** @type {Event} */ event) => (this.chosen = valueOf(event))}
      /></label>
      <p id="password-rule" class="rule ${short ? '' : 'met'}">
        ${icon(short ? 'circle' : 'circle-check')}
        ${t('password.length', { has: [...this.chosen].length, needs: SHORTEST })}
      </p>
      <label class="field"
        ><span>${t('password.again')}</span>
        <input
          type=${this.shown ? 'text' : 'password'}
          autocomplete="new-password"
          required
          .value=${this.again}
          aria-describedby="password-same"
          @input=${(/** @type {Event} */ event) => (this.again = valueOf(event))}
      /></label>
      <p id="password-same" class="rule ${differs || short ? '' : 'met'}">
        ${icon(differs || short ? 'circle' : 'circle-check')} ${t('password.same')}
      </p>
      <label class="check"
        ><input type="checkbox" .checked=${this.shown} @change=${() => (this.shown = !this.shown)} />
        ${t('password.show')}</label
      >
      ${this.problem()}
      <button class="button primary wide" ?disabled=${this.busy || short || differs}>${t('password.change')}</button>
    </form>`;
  }

  /** @param {string} name @param {string} label @param {string} autocomplete */
  passwordField(name, label, autocomplete) {
    return html`<label class="field"
      ><span>${label}</span>
      <input type="password" name=${name} autocomplete=${/** @type {any} */ (autocomplete)} required
    /></label>`;
  }

  problem() {
    return html`<div role="alert">
      ${this.error ? html`<p class="problem">${icon('circle-alert')} ${this.error}</p>` : nothing}
    </div>`;
  }
}

customElements.define('sign-in', SignIn);
