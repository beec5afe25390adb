import { api, Refusal } from './api.js';
import { html, nothing } from './lib/lit.js';
import { chooseLanguage, errorText, language, LANGUAGES, preferredLanguage, speak, t } from './language.js';
import { icon, Part, say, valueOf } from './part.js';
import { applyTheme, prefer, preferences } from './preferences.js';
import { mayLeave } from './guard.js';
import { droppedFiles, uploads } from './uploads.js';
import './administration.js';
import './dialogs.js';
import './help.js';
import './learning.js';
import './room.js';
import './sign-in.js';
import './studies.js';
import './worklist.js';

/** @typedef {import('./types.js').Session} Session */

const THEMES = /** @type {const} */ (['system', 'dark', 'light']);
const THEME_ICONS = { system: 'sun-moon', dark: 'moon', light: 'sun' };

/** The page: who is signed in, which view is open, language and light. */
export class DelineateApp extends Part {
  static properties = {
    session: { state: true },
    ready: { state: true },
    ended: { state: true },
    route: { state: true },
  };

  constructor() {
    super();
    /** @type {Session | null} */
    this.session = null;
    this.ready = false;
    this.ended = false;
    this.route = location.hash;
    /** @type {(() => void) | null} */
    this.resume = null;
    this.changing = false;
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('hashchange', () => this.hashChanged());
    // a file that is dropped outside the worklist would otherwise replace the page, and what was drawn with it
    window.addEventListener('dragover', (event) => event.preventDefault());
    window.addEventListener('drop', (event) => this.dropped(event));
    this.start();
  }

  async start() {
    await speak(preferredLanguage());
    try {
      this.enter(await api.get('/api/session'));
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 401)) {
        say(errorText(error), 'error');
      }
    }
    this.ready = true;
  }

  /** @param {Session} session */
  enter(session) {
    if (this.resume && this.session && session.account.id !== this.session.account.id) {
      location.reload();
      return;
    }
    this.session = session;
    api.csrf = session.csrf;
    api.signInAgain = () => this.signInAgain();
    if (this.ended) {
      /** @type {HTMLDialogElement | null} */ (this.querySelector('dialog.ended'))?.close();
      this.ended = false;
      this.resume?.();
      this.resume = null;
    }
  }

  /** Asks for the password over what is open, which stays as it is. @returns {Promise<void>} */
  signInAgain() {
    this.ended = true;
    return this.updateComplete.then(() => {
      /** @type {HTMLDialogElement | null} */ (this.querySelector('dialog.ended'))?.showModal();
      return new Promise((resolve) => {
        this.resume = resolve;
      });
    });
  }

  /** Takes files that are dropped where no worklist is. @param {DragEvent} event */
  async dropped(event) {
    const taken = event.defaultPrevented;
    event.preventDefault();
    if (!taken && this.session && event.dataTransfer?.types.includes('Files')) {
      const files = await droppedFiles(event.dataTransfer);
      uploads.add(files);
      say(t('upload.going', { n: files.length }));
    }
  }

  async signOut() {
    if (await mayLeave()) {
      await this.attempt(() => api.delete('/api/session'));
      api.signInAgain = null;
      this.session = null;
      history.replaceState(null, '', '#/');
      this.route = '#/';
    }
  }

  async hashChanged() {
    if (this.changing || location.hash === this.route) {
      return;
    }
    const wanted = location.hash;
    this.changing = true;
    history.replaceState(null, '', this.route || '#/');
    const leaves = await this.attempt(mayLeave);
    if (leaves) {
      history.replaceState(null, '', wanted);
      this.route = wanted;
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.querySelector('main h1, main [data-first]'))?.focus();
    }
    this.changing = false;
  }

  turnTheme() {
    const next = THEMES[(THEMES.indexOf(preferences.theme) + 1) % THEMES.length];
    prefer({ theme: next });
    this.requestUpdate();
    say(t(`theme.${next}`));
  }

  render() {
    if (!this.ready) {
      return html`<div class="starting" aria-busy="true"></div>`;
    }
    const inside = this.session && !this.session.mustChangePassword;
    return html` ${inside ? html`<a class="skip" href="#main" @click=${this.skip}>${t('skip')}</a>` : nothing}
      ${this.header(Boolean(inside))}
      <main id="main" tabindex="-1">${inside ? this.view() : this.signIn()}</main>
      ${this.ended ? this.endedDialog() : nothing}
      <ask-dialog></ask-dialog>
      <help-dialog></help-dialog>
      <saying-list></saying-list>`;
  }

  /** @param {Event} event */
  skip(event) {
    event.preventDefault();
    document.getElementById('main')?.focus();
  }

  signIn() {
    return html`<sign-in
      .session=${this.session?.mustChangePassword ? this.session : null}
      @signed-in=${(/** @type {CustomEvent} */ event) => this.enter(event.detail)}
    ></sign-in>`;
  }

  endedDialog() {
    return html`<dialog
      class="dialog ended"
      aria-label=${t('signin.again')}
      @cancel=${(/** @type {Event} */ event) => event.preventDefault()}
    >
      <sign-in
        known=${this.session?.account.name ?? ''}
        @signed-in=${(/** @type {CustomEvent} */ event) => this.enter(event.detail)}
      ></sign-in>
    </dialog>`;
  }

  view() {
    const [, name, id] = this.route.split('/');
    switch (name) {
      case 'picture':
        return html`<reading-room .imageId=${id ?? ''}></reading-room>`;
      case 'studies':
        return html`<study-search></study-search>`;
      case 'learning':
        return html`<learning-page></learning-page>`;
      case 'administration':
        return html`<administration-page .account=${this.session?.account ?? null}></administration-page>`;
      default:
        return html`<work-list></work-list>`;
    }
  }

  /** @param {boolean} inside */
  header(inside) {
    return html`<header class="bar">
      <a class="brand" href="#/" aria-label=${t('app.title')}
        ><img src="/page/logo.svg" alt="" width="26" height="26" /> <span>Delineate</span></a
      >
      ${inside ? this.navigation() : nothing}
      <div class="bar-end">
        <label class="language"
          >${icon('languages')}
          <select aria-label=${t('language')} @change=${(/** @type {Event} */ event) => chooseLanguage(valueOf(event))}>
            ${Object.entries(LANGUAGES).map(
              ([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${tag === language()}>${name}</option>`,
            )}
          </select></label
        >
        <button
          type="button"
          class="plain square"
          title=${t('theme.switch')}
          aria-label="${t('theme.switch')}: ${t(`theme.${preferences.theme}`)}"
          @click=${this.turnTheme}
        >
          ${icon(THEME_ICONS[preferences.theme])}
        </button>
        ${inside ? this.accountMenu() : nothing}
      </div>
    </header>`;
  }

  navigation() {
    const [, name = ''] = this.route.split('/');
    const admin = this.session?.account.role === 'administrator';
    const links = [
      ['', 'list'],
      ['studies', 'server'],
      ['learning', 'graduation-cap'],
    ];
    return html`<nav aria-label=${t('nav')}>
      ${[...links, ...(admin ? [['administration', 'shield']] : [])].map(
        ([to, picture]) =>
          html`<a href="#/${to}" aria-current=${name === to || (to === '' && name === 'picture') ? 'page' : nothing}>
            ${icon(picture)}<span>${t(`nav.${to || 'worklist'}`)}</span></a
          >`,
      )}
    </nav>`;
  }

  accountMenu() {
    return html`<button
        type="button"
        class="plain square"
        aria-label=${t('help.open')}
        title=${t('help.open')}
        @click=${() => document.dispatchEvent(new Event('help'))}
      >
        ${icon('keyboard')}
      </button>
      <span class="account" title=${t(`role.${this.session?.account.role}`)}
        >${icon('user')}<span>${this.session?.account.name}</span></span
      >
      <button
        type="button"
        class="plain square"
        aria-label=${t('signout')}
        title=${t('signout')}
        @click=${this.signOut}
      >
        ${icon('log-out')}
      </button>`;
  }
}

applyTheme();
customElements.define('delineate-app', DelineateApp);
