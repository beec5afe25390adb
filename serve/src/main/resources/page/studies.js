import { api } from './api.js';
import { servers } from './catalogue.js';
import { html, nothing } from './lib/lit.js';
import { t } from './language.js';
import { icon, Part, say, valueOf } from './part.js';

/** @typedef {import('./types.js').Received} Received */
/**
 * @typedef {object} Study as a server lists it
 * @property {string} uid
 * @property {string | null} [patient]
 * @property {string | null} [date]
 * @property {string | null} [description]
 * @property {string[] | string | null} [modalities]
 * @property {number | null} [images]
 */

const COLUMNS = ['patient', 'date', 'description', 'modality', 'images'];

/** Studies on the hospital's archives, to be fetched into the worklist. */
export class StudySearch extends Part {
  static properties = {
    servers: { state: true },
    server: { state: true },
    studies: { state: true },
    busy: { state: true },
    got: { state: true },
  };

  constructor() {
    super();
    /** @type {Array<{name: string}> | null} */
    this.servers = null;
    this.server = '';
    /** @type {Study[] | null} */
    this.studies = null;
    this.busy = '';
    /** @type {Map<string, Received>} */
    this.got = new Map();
  }

  async connectedCallback() {
    super.connectedCallback();
    this.servers = (await this.attempt(() => servers())) ?? [];
    this.server = this.servers[0]?.name ?? '';
  }

  /** @param {SubmitEvent} event */
  async search(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const query = new URLSearchParams();
    for (const name of ['patient', 'date']) {
      const value = String(form.get(name) ?? '').trim();
      value && query.set(name, value);
    }
    this.busy = 'search';
    this.studies =
      (await this.attempt(
        () =>
          /** @type {Promise<Study[]>} */ (api.get(`/api/servers/${encodeURIComponent(this.server)}/studies?${query}`)),
      )) ?? null;
    this.busy = '';
  }

  /** @param {Study} study */
  async pull(study) {
    this.busy = study.uid;
    const received = await this.attempt(
      () =>
        /** @type {Promise<Received>} */ (
          api.post(`/api/servers/${encodeURIComponent(this.server)}/studies/${study.uid}`)
        ),
    );
    this.busy = '';
    if (received) {
      this.got = new Map(this.got).set(study.uid, received);
      say(t('studies.pulled', { n: received.images.length }), received.images.length ? 'done' : 'info');
    }
  }

  render() {
    return html`<div class="page">
      <div class="page-head"><h1 tabindex="-1">${t('studies.title')}</h1></div>
      ${
        this.servers === null
          ? html`<div class="loading" aria-busy="true"></div>`
          : this.servers.length === 0
            ? html`<div class="nobody">
                ${icon('server')}
                <h2>${t('studies.none')}</h2>
                <p>${t('studies.none.text')}</p>
              </div>`
            : html`${this.form(this.servers)}${this.results()}`
      }
    </div>`;
  }

  /** @param {Array<{name: string}>} known */
  form(known) {
    return html`<form class="query" @submit=${this.search}>
      <label class="field"
        ><span>${t('send.server')}</span
        ><select
          @change=${(/** @type {Event} */ event) => {
            this.server = valueOf(event);
            this.studies = null;
          }}
        >
          ${known.map((server) => html`<option ?selected=${server.name === this.server}>${server.name}</option>`)}
        </select></label
      >
      <label class="field"
        ><span>${t('studies.patient')}</span><input name="patient" autocomplete="off" spellcheck="false"
      /></label>
      <label class="field"><span>${t('studies.date')}</span><input name="date" type="date" /></label>
      <button class="button primary" ?disabled=${this.busy !== ''}>
        ${icon('search')} ${this.busy === 'search' ? t('studies.searching') : t('studies.search')}
      </button>
    </form>`;
  }

  results() {
    if (this.studies === null) {
      return html`<p class="muted" role="status">
        ${this.busy === 'search' ? t('studies.searching') : t('studies.text')}
      </p>`;
    }
    if (this.studies.length === 0) {
      return html`<div class="nobody" role="status">
        ${icon('search')}
        <h2>${t('studies.found.none')}</h2>
      </div>`;
    }
    return html`<div class="table-scroll">
      <table class="table">
        <caption class="unseen">
          ${t('studies.title')}
        </caption>
        <thead>
          <tr>
            ${COLUMNS.map((name) => html`<th scope="col" class=${amount(name)}>${t(`studies.${name}`)}</th>`)}
            <th scope="col"><span class="unseen">${t('studies.pull')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${this.studies.map(
            (study) =>
              html`<tr>
                <td>${study.patient ?? ''}</td>
                <td>${study.date ?? ''}</td>
                <td>${study.description ?? ''}</td>
                <td>${[study.modalities ?? []].flat().join(', ')}</td>
                <td class="amount">${study.images ?? ''}</td>
                <td class="act">${this.action(study)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** @param {Study} study */
  action(study) {
    const got = this.got.get(study.uid);
    if (got) {
      const [first] = got.images;
      return html`<span class="muted">${t('upload.pictures', { n: got.images.length })}</span>
        ${first ? html`<a class="button" href="#/picture/${first.id}">${t('open')}</a>` : nothing}
        ${got.refused.map((refused) => html`<p class="problem small">${icon('circle-alert')} ${refused.error}</p>`)}`;
    }
    return html`<button type="button" class="button" ?disabled=${this.busy !== ''} @click=${() => this.pull(study)}>
      ${icon('cloud-download')} ${this.busy === study.uid ? t('studies.pulling') : t('studies.pull')}
    </button>`;
  }
}

/** How a column is aligned. @param {string} name */
function amount(name) {
  return name === 'images' ? 'amount' : '';
}

customElements.define('study-search', StudySearch);
