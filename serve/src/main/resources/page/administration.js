import { api, download } from './api.js';
import { ask } from './dialogs.js';
import { html, nothing } from './lib/lit.js';
import { moment, t } from './language.js';
import { icon, Part, say, valueOf } from './part.js';

/** @typedef {import('./types.js').Account} Account */
/** @typedef {Account & {disabled: boolean, mustChangePassword?: boolean}} Listed */
/**
 * @typedef {object} Entry of the audit log
 * @property {number} number
 * @property {string} at
 * @property {string} account
 * @property {string} action
 * @property {string | null} object
 * @property {string | null} detail
 */
/** @typedef {{account: Listed, oneTimePassword?: string}} Answer */

/** How many entries of the audit log are asked for at once. */
const PAGE = 50;

const ROLES = /** @type {const} */ (['clinician', 'administrator']);

/** Accounts, the record of what was done, and a copy of everything. */
export class AdministrationPage extends Part {
  static properties = {
    account: { attribute: false },
    accounts: { state: true },
    entries: { state: true },
    busy: { state: true },
    issued: { state: true },
  };

  constructor() {
    super();
    /** @type {Account | null} */
    this.account = null;
    /** @type {Listed[]} */
    this.accounts = [];
    /** @type {Entry[]} */
    this.entries = [];
    this.busy = '';
    /** A password that serves once, shown until it is closed. @type {{name: string, password: string} | null} */
    this.issued = null;
  }

  async connectedCallback() {
    super.connectedCallback();
    await this.load();
  }

  async load() {
    this.accounts = (await this.attempt(() => /** @type {Promise<Listed[]>} */ (api.get('/api/accounts')))) ?? [];
    this.entries = await this.record();
  }

  /** Entries of the audit log, the newest first. @param {number} [before] the number of an entry */
  async record(before) {
    const query = `limit=${PAGE}${before ? `&before=${before}` : ''}`;
    const answer = await this.attempt(
      () => /** @type {Promise<{entries: Entry[]}>} */ (api.get(`/api/audit?${query}`)),
    );
    return answer?.entries ?? [];
  }

  async older() {
    this.entries = [...this.entries, ...(await this.record(this.entries.at(-1)?.number))];
  }

  /** @param {SubmitEvent} event */
  async add(event) {
    event.preventDefault();
    const element = /** @type {HTMLFormElement} */ (event.target);
    const form = new FormData(element);
    const made = await this.attempt(
      () =>
        /** @type {Promise<Answer>} */ (api.post('/api/accounts', { name: form.get('name'), role: form.get('role') })),
    );
    if (made) {
      this.issue(made);
      element.reset();
      await this.load();
    }
  }

  /** @param {Answer} answer */
  issue(answer) {
    const { account, oneTimePassword } = answer;
    this.issued = oneTimePassword ? { name: account.name, password: oneTimePassword } : this.issued;
  }

  /** @param {Listed} account @param {Record<string, unknown>} changes */
  async change(account, changes) {
    const answer = await this.attempt(
      () => /** @type {Promise<Answer>} */ (api.put(`/api/accounts/${account.id}`, changes)),
    );
    if (answer) {
      this.issue(answer);
    }
    await this.load();
  }

  /** @param {Listed} account */
  async reset(account) {
    const answer = await ask({
      title: 'accounts.reset.title',
      text: 'accounts.reset.text',
      values: { name: account.name },
      choices: [
        { value: 'reset', label: 'accounts.reset', kind: 'danger' },
        { value: 'no', label: 'cancel' },
      ],
    });
    if (answer === 'reset') {
      await this.change(account, { resetPassword: true });
    }
  }

  /** Checks that no entry of the audit log was changed or removed. */
  async verify() {
    const answer = await this.attempt(
      () =>
        /** @type {Promise<{whole: boolean, fault: string | null, entries: number}>} */ (
          api.get('/api/audit/verification')
        ),
    );
    if (answer) {
      say(
        answer.whole ? t('audit.whole', { n: answer.entries }) : t('audit.fault', { fault: answer.fault ?? '' }),
        answer.whole ? 'done' : 'error',
      );
    }
  }

  async backup() {
    this.busy = 'backup';
    await this.attempt(() => download('/api/backup', 'POST'));
    this.busy = '';
    say(t('backup.done'), 'done');
  }

  render() {
    return html`<div class="page">
      <div class="page-head">
        <h1 tabindex="-1">${t('administration.title')}</h1>
        <span class="grow"></span>
        <button type="button" class="button" ?disabled=${this.busy !== ''} @click=${this.backup}>
          ${icon('hard-drive-download')} ${this.busy === 'backup' ? t('backup.busy') : t('backup')}
        </button>
      </div>
      <h2>${t('accounts.title')}</h2>
      <div role="status" class="issue">
        ${
          this.issued
            ? html`<p class="notice issued">
                ${icon('key-round')}
                <span>${t('accounts.issued', { name: this.issued.name })} <code>${this.issued.password}</code></span>
                <button
                  type="button"
                  class="plain square"
                  aria-label=${t('close')}
                  @click=${() => (this.issued = null)}
                >
                  ${icon('x')}
                </button>
              </p>`
            : nothing
        }
      </div>
      ${this.table()}
      <form class="query" @submit=${this.add}>
        <label class="field"
          ><span>${t('signin.name')}</span
          ><input name="name" required maxlength="64" autocomplete="off" spellcheck="false"
        /></label>
        <label class="field"
          ><span>${t('accounts.role')}</span
          ><select name="role">
            ${ROLES.map((role) => html`<option value=${role}>${t(`role.${role}`)}</option>`)}
          </select></label
        >
        <button class="button primary">${icon('user-plus')} ${t('accounts.add')}</button>
      </form>
      <div class="page-head">
        <h2>${t('audit.title')}</h2>
        <span class="grow"></span>
        <button type="button" class="button" ?disabled=${this.busy !== ''} @click=${this.verify}>
          ${icon('list-checks')} ${t('audit.verify')}
        </button>
      </div>
      <p class="muted small">${t('audit.text')}</p>
      ${this.audit()}
    </div>`;
  }

  table() {
    return html`<div class="table-scroll">
      <table class="table">
        <caption class="unseen">
          ${t('accounts.title')}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t('signin.name')}</th>
            <th scope="col">${t('accounts.role')}</th>
            <th scope="col">${t('accounts.state')}</th>
            <th scope="col"><span class="unseen">${t('accounts.actions')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${this.accounts.map((account) => this.row(account))}
        </tbody>
      </table>
    </div>`;
  }

  /** @param {Listed} account */
  row(account) {
    const own = account.id === this.account?.id;
    return html`<tr>
      <th scope="row">${account.name} ${own ? html`<span class="muted">(${t('accounts.you')})</span>` : nothing}</th>
      <td>
        <select
          aria-label="${t('accounts.role')}: ${account.name}"
          ?disabled=${own}
          @change=${(/** @type {Event} */ event) => this.change(account, { role: valueOf(event) })}
        >
          ${ROLES.map(
            (role) => html`<option value=${role} ?selected=${role === account.role}>${t(`role.${role}`)}</option>`,
          )}
        </select>
      </td>
      <td>${account.disabled ? t('accounts.disabled') : t('accounts.active')}</td>
      <td class="act">
        <button type="button" class="button" @click=${() => this.reset(account)}>
          ${icon('key-round')} ${t('accounts.reset')}
        </button>
        <button
          type="button"
          class="button"
          ?disabled=${own}
          @click=${() => this.change(account, { disabled: !account.disabled })}
        >
          ${t(account.disabled ? 'accounts.enable' : 'accounts.disable')}
        </button>
      </td>
    </tr>`;
  }

  audit() {
    return html`<div class="table-scroll">
        <table class="table compact">
          <caption class="unseen">
            ${t('audit.title')}
          </caption>
          <thead>
            <tr>
              <th scope="col">${t('audit.at')}</th>
              <th scope="col">${t('audit.account')}</th>
              <th scope="col">${t('audit.action')}</th>
              <th scope="col">${t('audit.subject')}</th>
            </tr>
          </thead>
          <tbody>
            ${this.entries.map(
              (entry) =>
                html`<tr>
                  <td>${moment(entry.at)}</td>
                  <td>${entry.account ?? ''}</td>
                  <td>${entry.action}</td>
                  <td><code>${[entry.object, entry.detail].filter(Boolean).join(' ')}</code></td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${
        (this.entries.at(-1)?.number ?? 1) > 1
          ? html`<button type="button" class="button" @click=${this.older}>${t('worklist.more')}</button>`
          : nothing
      }`;
  }
}

customElements.define('administration-page', AdministrationPage);
