import { api } from './api.js';
import { html, nothing, repeat } from './lib/lit.js';
import { ago, moment, number, percent, t } from './language.js';
import { icon, Part, say, valueOf } from './part.js';
import { ask } from './dialogs.js';
import { droppedFiles, uploads } from './uploads.js';

/** @typedef {import('./types.js').Image} Image */
/** @typedef {import('./types.js').State} State */
/** @typedef {import('./types.js').Worklist} Worklist */
/** @typedef {import('./uploads.js').Upload} Upload */

export const STATES = /** @type {const} */ (['new', 'segmented', 'corrected', 'signed']);

/** What was searched last, so that a reader who comes back finds the same list. */
const asked = { search: '', state: '' };

/** The order of the pictures as they were listed last, for "next" in the reading room. @type {string[]} */
export let listedIds = [];

/** A state in its colour and with its sign. @param {State} state */
export function stateChip(state) {
  return html`<span class="chip state-${state}"
    ><span class="dot" aria-hidden="true"></span>${t(`state.${state}`)}</span
  >`;
}

/** All pictures: searched, filtered, opened, and added by dropping files. */
export class WorkList extends Part {
  static properties = {
    images: { state: true },
    counts: { state: true },
    more: { state: true },
    loaded: { state: true },
    dragging: { state: true },
  };

  constructor() {
    super();
    /** @type {Image[]} */
    this.images = [];
    /** @type {Worklist['counts'] | null} */
    this.counts = null;
    this.more = false;
    this.loaded = false;
    this.dragging = false;
    this.request = 0;
    this.tell = () => this.requestUpdate();
    this.arrived = (/** @type {Event} */ event) => this.received(/** @type {CustomEvent<Upload>} */ (event).detail);
    this.key = (/** @type {KeyboardEvent} */ event) => this.keyPressed(event);
  }

  connectedCallback() {
    super.connectedCallback();
    uploads.addEventListener('change', this.tell);
    uploads.addEventListener('received', this.arrived);
    document.addEventListener('keydown', this.key);
    this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    uploads.removeEventListener('change', this.tell);
    uploads.removeEventListener('received', this.arrived);
    document.removeEventListener('keydown', this.key);
  }

  /** @param {string} [after] the last picture of those already there */
  async load(after) {
    const request = ++this.request;
    const query = new URLSearchParams({ limit: '50' });
    Object.entries({ ...asked, after: after ?? '' }).forEach(([name, value]) => value && query.set(name, value));
    const list = await this.attempt(() => /** @type {Promise<Worklist>} */ (api.get(`/api/images?${query}`)));
    if (list && request === this.request) {
      this.images = after ? [...this.images, ...list.images] : list.images;
      this.counts = list.counts;
      this.more = list.more;
      this.loaded = true;
      listedIds = this.images.map((image) => image.id);
    }
  }

  /** @param {Upload} upload */
  async received(upload) {
    await this.load();
    if (upload.images.length === 1 && uploads.items.length === 1) {
      location.hash = `#/picture/${upload.images[0].id}`;
      uploads.clear();
    } else if (uploads.running + uploads.waiting === 0) {
      const arrived = uploads.items.reduce((sum, item) => sum + item.images.length, 0);
      const refused = uploads.items.reduce((sum, item) => sum + item.refused.length, 0);
      say(
        `${t('upload.arrived', { n: arrived })} ${refused ? t('upload.refused', { n: refused }) : ''}`,
        refused ? 'error' : 'done',
      );
    }
  }

  /** @param {KeyboardEvent} event */
  keyPressed(event) {
    const typing = /** @type {HTMLElement} */ (event.target).matches('input:not([type=radio]), select, textarea');
    if (event.key === '/' && !typing) {
      event.preventDefault();
      /** @type {HTMLElement | null} */ (this.querySelector('input[type=search]'))?.focus();
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !document.querySelector('dialog[open]')) {
      const rows = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('a.row')]);
      const at = rows.findIndex(
        (row) => row === document.activeElement || row.parentElement?.contains(document.activeElement),
      );
      const inside = this.contains(document.activeElement) && !document.activeElement?.matches('input[type=radio]');
      if (
        rows.length &&
        (inside || document.activeElement === document.body || document.activeElement?.id === 'main')
      ) {
        event.preventDefault();
        rows[Math.min(Math.max(at + (event.key === 'ArrowDown' ? 1 : -1), 0), rows.length - 1)].focus();
      }
    }
  }

  /** @param {Event} event */
  search(event) {
    asked.search = valueOf(event);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.load(), 200);
  }

  /** @param {string} state */
  filter(state) {
    asked.state = state;
    this.load();
  }

  /** @param {DragEvent} event */
  async drop(event) {
    event.preventDefault();
    this.dragging = false;
    if (event.dataTransfer) {
      uploads.add(await droppedFiles(event.dataTransfer));
    }
  }

  /** @param {Event} event */
  chosen(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    uploads.add(input.files ?? []);
    input.value = '';
  }

  /** @param {Image} image */
  async deleteImage(image) {
    const answer = await ask({
      title: 'delete.title',
      text: 'delete.text',
      values: { name: image.name },
      choices: [
        { value: 'delete', label: 'delete.yes', kind: 'danger' },
        { value: 'no', label: 'cancel' },
      ],
    });
    if (answer === 'delete') {
      await this.attempt(() => api.delete(`/api/images/${image.id}`));
      say(t('delete.done'), 'done');
      await this.load();
    }
  }

  render() {
    const waiting = html`<div class="loading" aria-busy="true"></div>`;
    return html`<div
      class="worklist ${this.dragging ? 'dragging' : ''}"
      @dragover=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        this.dragging = true;
      }}
      @dragleave=${(/** @type {DragEvent} */ event) => {
        this.dragging = event.relatedTarget instanceof Node && this.contains(event.relatedTarget);
      }}
      @drop=${this.drop}
    >
      <div class="page-head">
        <h1 tabindex="-1">${t('worklist.title')}</h1>
        <label class="button primary upload"
          >${icon('upload')} ${t('upload.choose')}
          <input
            type="file"
            multiple
            accept=".png,.jpg,.jpeg,.dcm,.zip,image/png,image/jpeg,application/dicom,application/zip"
            class="unseen"
            @change=${this.chosen}
        /></label>
      </div>
      ${this.filters()} ${uploads.items.length ? this.tray() : nothing}
      ${this.images.length ? this.list() : this.loaded ? this.nobody() : waiting}
      <div class="drop-veil" aria-hidden="true">
        ${icon('upload')}
        <p>${t('upload.drop')}</p>
        <p>${t('upload.kinds')}</p>
      </div>
    </div>`;
  }

  filters() {
    const total = this.counts ? STATES.reduce((sum, state) => sum + (this.counts?.[state] ?? 0), 0) : null;
    return html`<div class="filters">
      <label class="search"
        >${icon('search')}<input
          type="search"
          .value=${asked.search}
          placeholder=${t('worklist.search')}
          aria-label=${t('worklist.search')}
          @input=${this.search}
      /></label>
      <fieldset class="segments">
        <legend class="unseen">${t('worklist.filter')}</legend>
        ${['', ...STATES].map(
          (state) =>
            html`<label class=${state ? `state-${state}` : ''}>
              <input type="radio" name="state" .checked=${asked.state === state} @change=${() => this.filter(state)} />
              <span
                >${state ? html`<span class="dot" aria-hidden="true"></span>` : nothing}${t(`state.${state || 'all'}`)}
                <b
                  >${this.counts ? number(state ? this.counts[/** @type {State} */ (state)] : (total ?? 0)) : ''}</b
                ></span
              ></label
            >`,
        )}
      </fieldset>
    </div>`;
  }

  tray() {
    const ended = uploads.running + uploads.waiting === 0;
    return html`<section class="tray" aria-label=${t('upload.title')}>
      <header>
        <h2>${ended ? t('upload.ended') : t('upload.going', { n: uploads.running + uploads.waiting })}</h2>
        <button
          type="button"
          class="plain square"
          aria-label=${t('upload.clear')}
          title=${t('upload.clear')}
          @click=${() => uploads.clear()}
        >
          ${icon('x')}
        </button>
      </header>
      <ul>
        ${uploads.items.map(
          (item) =>
            html`<li class="upload-${item.state}">
              <span class="name">${item.file.name}</span>
              ${
                item.state === 'sending' || item.state === 'reading'
                  ? html`<progress
                        max="1"
                        value=${item.state === 'sending' ? item.share : nothing}
                        aria-label=${item.file.name}
                      ></progress>
                      <span class="muted">${item.state === 'sending' ? percent(item.share) : t('upload.reading')}</span>
                      <button
                        type="button"
                        class="plain square"
                        aria-label="${t('upload.stop')}: ${item.file.name}"
                        @click=${() => uploads.stop(item)}
                      >
                        ${icon('x')}
                      </button>`
                  : html`<span class="muted"
                      >${
                        item.state === 'done'
                          ? t('upload.pictures', { n: item.images.length })
                          : t(`upload.${item.state}.state`)
                      }</span
                    >`
              }
              ${item.refused.map(
                (refused) =>
                  html`<p class="problem">
                    ${icon('circle-alert')}
                    ${refused.name === item.file.name ? '' : `${refused.name}: `}${refused.error}
                  </p>`,
              )}
            </li>`,
        )}
      </ul>
    </section>`;
  }

  nobody() {
    return html`<div class="nobody">
      ${icon('image')}
      <h2>${asked.search || asked.state ? t('worklist.none') : t('worklist.empty')}</h2>
      <p>${asked.search || asked.state ? t('worklist.none.text') : t('worklist.empty.text')}</p>
    </div>`;
  }

  list() {
    return html`<ul class="rows" aria-label=${t('worklist.title')}>
        ${repeat(
          this.images,
          (image) => image.id,
          (image) => this.row(image),
        )}
      </ul>
      ${
        this.more
          ? html`<button type="button" class="button wide" @click=${() => this.load(this.images.at(-1)?.id)}>
              ${t('worklist.more')}
            </button>`
          : nothing
      }`;
  }

  /** @param {Image} image */
  row(image) {
    const facts = [
      image.modality ?? image.format,
      `${image.width} × ${image.height}`,
      image.frames > 1 ? t('frames', { n: image.frames }) : '',
      image.scale.length ? 'mm' : '',
    ].filter(Boolean);
    return html`<li>
      <a class="row" href="#/picture/${image.id}">
        <span class="thumb"
          ><img src="/api/images/${image.id}/frames/0?size=192" alt="" loading="lazy" decoding="async" />
          ${image.frames > 1 ? icon('film') : nothing}</span
        >
        <span class="what"
          ><span class="name">${image.name}</span>
          <span class="muted">${image.patient?.label ?? t('patient.none')}</span></span
        >
        <span class="facts muted">${facts.join(' · ')}</span>
        <span class="unsure"
          >${
            image.latest?.unsure || image.latest?.empty
              ? html`${icon('triangle-alert')} ${image.latest.empty ? t('found.nothing.short') : t('unsure.short')}`
              : nothing
          }</span
        >
        ${stateChip(image.state)}
        <span class="when muted" title=${moment(image.uploadedAt)}
          >${ago(image.uploadedAt)}<br />${image.uploadedBy}</span
        >
      </a>
      <button
        type="button"
        class="plain square"
        aria-label="${t('delete.picture')}: ${image.name}"
        title=${t('delete.picture')}
        @click=${() => this.deleteImage(image)}
      >
        ${icon('trash-2')}
      </button>
    </li>`;
  }
}

customElements.define('work-list', WorkList);
