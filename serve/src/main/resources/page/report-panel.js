import { api, download } from './api.js';
import { servers } from './catalogue.js';
import { askText } from './dialogs.js';
import { html, nothing } from './lib/lit.js';
import { errorText, language, listed, moment, t } from './language.js';
import { icon, ReaderPart, say, valueOf } from './part.js';
import { act } from './tool-rail.js';

/** @typedef {import('./case.js').Case} Case */

/**
 * What there is to take away: path, icon, and whether it needs a DICOM file.
 * @type {Array<[string, string, boolean]>}
 */
const FILES = [
  ['report.pdf', 'file-text', false],
  ['capture.png', 'image', false],
  ['seg.dcm', 'layers', true],
  ['sr.dcm', 'clipboard-list', true],
  ['report.dcm', 'file-check', true],
  ['capture.dcm', 'fullscreen', true],
];

/** Signing, and what comes of it: PDF, DICOM objects, a picture, and sending them to an archive. */
export class ReportPanel extends ReaderPart {
  static properties = {
    servers: { state: true },
    server: { state: true },
    busy: { state: true },
    password: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    /** @type {Array<{name: string}>} */
    this.servers = [];
    this.server = '';
    this.busy = '';
    this.password = '';
    this.problem = '';
  }

  async firstUpdated() {
    this.servers = (await this.attempt(() => servers())) ?? [];
    this.server = this.servers[0]?.name ?? '';
  }

  /** @param {Case} reader */
  missing(reader) {
    const missing = [];
    if (!reader.shown && !reader.reading.segmentation) {
      missing.push(t('sign.needs.outline'));
    }
    if (!reader.reading.category) {
      missing.push(t('sign.needs.category'));
    }
    return missing;
  }

  /** @param {Event} event @param {Case} reader */
  async sign(event, reader) {
    event.preventDefault();
    this.busy = 'sign';
    this.problem = '';
    try {
      await reader.sign(this.password);
      this.password = '';
      say(t('sign.done'), 'done');
    } catch (error) {
      this.problem = errorText(error);
      /** @type {HTMLElement | null} */ (this.querySelector('input[type=password]'))?.focus();
    }
    this.busy = '';
  }

  /** @param {Case} reader */
  async withdraw(reader) {
    const reason = await askText({
      title: 'withdraw.title',
      text: 'withdraw.text',
      field: { label: 'withdraw.reason', type: 'text' },
      choices: [
        { value: 'withdraw', label: 'withdraw', kind: 'danger' },
        { value: 'no', label: 'cancel' },
      ],
    });
    if (reason !== null) {
      await this.attempt(() => reader.withdraw(reason));
    }
  }

  /** @param {Case} reader @param {string} file */
  async fetch(reader, file) {
    this.busy = file;
    await this.attempt(() =>
      download(`${reader.path}/${file}${file === 'report.pdf' || file === 'report.dcm' ? `?lang=${language()}` : ''}`),
    );
    this.busy = '';
  }

  /** @param {Case} reader */
  async send(reader) {
    this.busy = 'send';
    const answer = await this.attempt(
      () =>
        /** @type {Promise<{sent: unknown[]}>} */ (
          api.post(`${reader.path}/send?lang=${language()}`, { server: this.server })
        ),
    );
    this.busy = '';
    if (answer) {
      say(t('send.done', { n: answer.sent.length, server: this.server }), 'done');
    }
  }

  render() {
    const { reader } = this;
    return reader
      ? html`${reader.signed ? this.signature(reader) : this.signing(reader)} ${this.files(reader)}
        ${this.sending(reader)}`
      : nothing;
  }

  /** @param {Case} reader */
  signature(reader) {
    const { signedBy, signedAt } = reader.reading;
    return html`<section class="group signed">
      <p class="signature">
        ${icon('badge-check')}<span
          ><b>${t('signed.by', { name: signedBy ?? '' })}</b>
          <span class="muted">${signedAt ? moment(signedAt) : ''}</span></span
        >
      </p>
      <p class="small muted">${t('signed.text')}</p>
      <button type="button" class="button danger" @click=${() => this.withdraw(reader)}>${t('withdraw')}</button>
    </section>`;
  }

  /** @param {Case} reader */
  signing(reader) {
    const missing = this.missing(reader);
    const { shown } = reader;
    const { category } = reader.reading;
    const by = shown?.by.kind === 'model' ? t('version.model', { name: shown.by.name }) : (shown?.by.name ?? '');
    return html`<section class="group" aria-labelledby="sign-title">
      <h2 id="sign-title">${t('sign.title')}</h2>
      <ul class="summary">
        <li class=${shown ? 'met' : ''}>
          ${icon(shown ? 'circle-check' : 'circle')}
          <span
            >${
              shown
                ? t('sign.outline', { number: shown.version, by, n: shown.lesions.length })
                : t('sign.needs.outline')
            }</span
          >
        </li>
        <li class=${category ? 'met' : ''}>
          ${icon(category ? 'circle-check' : 'circle')}
          <span>${category ? t('sign.category', { category }) : t('sign.needs.category')}</span>
        </li>
      </ul>
      ${
        reader.dirty
          ? html`<p class="notice edit">${icon('pen-line')} <span>${t('sign.unsaved')}</span></p>
              <button type="button" class="button primary" @click=${() => act(this, 'save')}>
                ${icon('save')} ${t('save')}
              </button>`
          : html`<form @submit=${(/** @type {Event} */ event) => this.sign(event, reader)}>
              <label class="field"
                ><span>${t('sign.password')}</span>
                <input
                  type="password"
                  autocomplete="current-password"
                  required
                  .value=${this.password}
                  @input=${(/** @type {Event} */ event) => (this.password = valueOf(event))}
              /></label>
              <div role="alert">
                ${this.problem ? html`<p class="problem">${icon('circle-alert')} ${this.problem}</p>` : nothing}
              </div>
              <button class="button primary wide" ?disabled=${missing.length > 0 || this.busy !== ''}>
                ${icon('signature')} ${t('sign')}
              </button>
              ${
                missing.length
                  ? html`<p class="small muted">${t('sign.missing', { what: listed(missing) })}</p>`
                  : nothing
              }
            </form>`
      }
    </section>`;
  }

  /** @param {Case} reader */
  files(reader) {
    const dicom = reader.image.format === 'DICOM';
    const nothingYet = !reader.shown && !reader.reading.segmentation;
    return html`<section class="group" aria-labelledby="files-title">
      <h2 id="files-title">${t('files.title')}</h2>
      ${reader.signed ? nothing : html`<p class="small muted">${t('files.draft')}</p>`}
      <div class="files">
        ${FILES.map(
          ([file, picture, needsDicom]) =>
            html`<button
              type="button"
              class="file"
              ?disabled=${nothingYet || (needsDicom && !dicom) || this.busy !== ''}
              @click=${() => this.fetch(reader, file)}
            >
              ${icon(picture)}<span
                ><b>${t(`file.${file}`)}</b><span class="muted">${t(`file.${file}.text`)}</span></span
              >
            </button>`,
        )}
      </div>
      ${dicom ? nothing : html`<p class="small muted">${t('files.no.dicom')}</p>`}
    </section>`;
  }

  /** @param {Case} reader */
  sending(reader) {
    if (this.servers.length === 0) {
      return nothing;
    }
    return html`<section class="group" aria-labelledby="send-title">
      <h2 id="send-title">${t('send.title')}</h2>
      <div class="ask">
        <label class="field"
          ><span>${t('send.server')}</span>
          <select @change=${(/** @type {Event} */ event) => (this.server = valueOf(event))}>
            ${this.servers.map(({ name }) => html`<option ?selected=${name === this.server}>${name}</option>`)}
          </select></label
        >
        <button
          type="button"
          class="button"
          ?disabled=${!reader.signed || reader.image.format !== 'DICOM' || this.busy !== ''}
          @click=${() => this.send(reader)}
        >
          ${icon('send')} ${this.busy === 'send' ? t('send.busy') : t('send')}
        </button>
      </div>
      ${reader.signed ? nothing : html`<p class="small muted">${t('send.signed')}</p>`}
    </section>`;
  }
}

customElements.define('report-panel', ReportPanel);
