import { models } from './catalogue.js';
import { html, nothing } from './lib/lit.js';
import { ago, moment, number, percent, t, unsureText } from './language.js';
import { checkedOf, icon, ReaderPart, say, valueOf } from './part.js';
import { mayLeave } from './guard.js';
import { removeLesion } from './picture/mask.js';
import { prefer, preferences } from './preferences.js';
import { denoisers } from './catalogue.js';
import { lesionCard } from './lesions.js';
import { act } from './tool-rail.js';

/** @typedef {import('./case.js').Case} Case */
/** @typedef {import('./types.js').Lesion} Lesion */
/** @typedef {import('./types.js').Version} Version */

/** Outlines and their measurements: which model, what it found, how it is shown, which versions there are. */
export class OutlinePanel extends ReaderPart {
  static properties = {
    selected: { attribute: false },
    heat: { type: Boolean },
    models: { state: true },
    model: { state: true },
    denoisers: { state: true },
  };

  constructor() {
    super();
    /** @type {number | null} */
    this.selected = null;
    this.heat = false;
    /** @type {import('./types.js').Model[]} */
    this.models = [];
    this.model = '';
    /** @type {import('./types.js').Denoiser[]} */
    this.denoisers = [];
  }

  async firstUpdated() {
    this.models = (await this.attempt(() => models())) ?? [];
    this.model = (this.models.find((model) => model.default) ?? this.models[0])?.name ?? '';
    this.denoisers = (await this.attempt(() => denoisers())) ?? [];
  }

  /** @param {string} name @param {unknown} [detail] */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** @param {Partial<import('./preferences.js').Preferences>} changed */
  show(changed) {
    prefer(changed);
    this.requestUpdate();
    this.tell('shown-differently');
  }

  render() {
    const { reader } = this;
    return reader
      ? html`${this.asking(reader)} ${this.verdict(reader)} ${this.lesions(reader)} ${this.display(reader)}
        ${this.versions(reader)}`
      : nothing;
  }

  /** @param {Case} reader */
  asking(reader) {
    const chosen = this.models.find((model) => model.name === this.model);
    return html`<section class="group">
      <div class="ask">
        <label class="field"
          ><span>${t('model')}</span>
          <select
            .value=${this.model}
            ?disabled=${!reader.editable}
            @change=${(/** @type {Event} */ event) => (this.model = valueOf(event))}
          >
            ${this.models.map(
              (model) =>
                html`<option value=${model.name} ?selected=${model.name === this.model}>
                  ${model.name}${model.default ? ` (${t('model.default')})` : ''}
                </option>`,
            )}
          </select></label
        >
        <button type="button" class="button primary" ?disabled=${!reader.editable} @click=${() => act(this, 'segment')}>
          ${icon('scan')} ${t('segment')} <kbd>S</kbd>
        </button>
      </div>
      ${chosen ? html`<p class="muted small">${chosen.purpose}</p>` : nothing}
    </section>`;
  }

  /** One sentence about what the model found, or that nobody has asked yet. @param {Case} reader */
  verdict(reader) {
    const { shown } = reader;
    if (reader.dirty) {
      return html`<p class="notice edit">${icon('pen-line')} <span>${t('measure.stale')}</span></p>`;
    }
    if (!shown) {
      return html`<p class="notice">
        ${icon('info')} <span>${t(reader.signed ? 'outline.none.signed' : 'outline.none')}</span>
      </p>`;
    }
    if (shown.unsure) {
      return html`<p class="notice warn">${icon('triangle-alert')} <span>${unsureText(shown.unsure)}</span></p>`;
    }
    return shown.empty
      ? html`<p class="notice warn">${icon('triangle-alert')} <span>${t('found.nothing')}</span></p>`
      : nothing;
  }

  /** @param {Case} reader */
  lesions(reader) {
    if (reader.dirty || !reader.shown?.lesions.length) {
      return nothing;
    }
    return html`<section class="group" aria-labelledby="lesions-title">
      <h2 id="lesions-title">${t('lesions')}</h2>
      ${reader.shown.lesions.map((lesion) =>
        lesionCard(lesion, {
          selected: this.selected === lesion.number,
          choose: () => this.tell('choose-lesion', this.selected === lesion.number ? null : lesion.number),
          remove: reader.editable ? () => this.deleteLesion(reader, lesion) : null,
        }),
      )}
    </section>`;
  }

  /** @param {Case} reader @param {Lesion} lesion */
  deleteLesion(reader, lesion) {
    const { box } = lesion;
    reader.edit('delete', (mask) => {
      const [x, y] = lesion.outline[0] ?? [box.x, box.y];
      for (let ring = 0; ring < 3; ring++) {
        for (let dy = -ring; dy <= ring; dy++) {
          for (let dx = -ring; dx <= ring; dx++) {
            const [px, py] = [Math.floor(x) + dx, Math.floor(y) + dy];
            const inBox = px >= box.x && px < box.x + box.width && py >= box.y && py < box.y + box.height;
            if (inBox && mask.at(px, py)) {
              return removeLesion(mask, px, py);
            }
          }
        }
      }
      return null;
    });
    say(t('lesion.deleted', { number: lesion.number }));
  }

  /** @param {Case} reader */
  display(reader) {
    const box = (
      /** @type {string} */ label,
      /** @type {boolean} */ on,
      /** @type {(on: boolean) => void} */ set,
      off = false,
    ) =>
      html`<label class="check"
        ><input
          type="checkbox"
          .checked=${on}
          ?disabled=${off}
          @change=${(/** @type {Event} */ event) => set(checkedOf(event))}
        />
        ${label}</label
      >`;
    return html`<section class="group" aria-labelledby="display-title">
      <h2 id="display-title">${t('display')}</h2>
      <label class="slider"
        ><span>${t('display.fill')}</span>
        <input
          type="range"
          min="0"
          max="0.8"
          step="0.02"
          .value=${String(preferences.fill)}
          @input=${(/** @type {Event} */ event) => this.show({ fill: Number(valueOf(event)) })}
        />
        <output>${percent(preferences.fill)}</output></label
      >
      <div class="checks">
        ${box(t('display.outline'), preferences.outline, (on) => this.show({ outline: on }))}
        ${box(t('display.axes'), preferences.axes, (on) => this.show({ axes: on }))}
        ${box(t('display.heat'), this.heat, (on) => this.tell('heat', on), !reader.heat)}
      </div>
      ${
        this.heat && reader.heat
          ? html`<div class="heat-scale">
              <span>${percent(0)}</span><span class="ramp" aria-hidden="true"></span> <span>${percent(1)}</span>
            </div>`
          : nothing
      }
      <label class="field inline"
        ><span>${t('denoise')}</span>
        <select
          @change=${(/** @type {Event} */ event) => {
            reader.denoise = valueOf(event) || null;
            reader.changed();
          }}
        >
          <option value="" ?selected=${!reader.denoise}>${t('denoise.original')}</option>
          ${['speckle', 'noise'].map(
            (kind) =>
              html`<optgroup label=${t(`denoise.${kind}`)}>
                ${this.denoisers
                  .filter((one) => one.for === kind)
                  .map(
                    (one) =>
                      html`<option value=${one.name} ?selected=${one.name === reader.denoise}>${one.title}</option>`,
                  )}
              </optgroup>`,
          )}
        </select></label
      >
    </section>`;
  }

  /** @param {Case} reader */
  versions(reader) {
    return html`<section class="group" aria-labelledby="versions-title">
      <h2 id="versions-title">${t('versions')}</h2>
      ${reader.versions.length === 0 ? html`<p class="muted small">${t('versions.none')}</p>` : nothing}
      <ul class="versions">
        ${reader.versions.map((version) => this.version(reader, version))}
      </ul>
    </section>`;
  }

  /** @param {Case} reader @param {Version} version */
  version(reader, version) {
    const shown = reader.shown?.id === version.id;
    const compared = reader.compared?.version.id === version.id;
    const newest = reader.versions[0]?.id === version.id;
    const by = version.by.kind === 'model' ? t('version.model', { name: version.by.name }) : version.by.name;
    const how = [
      version.focus ? t('version.focus') : '',
      version.denoise ? t('denoise.badge', { name: version.denoise }) : '',
      version.empty ? t('found.nothing.short') : '',
    ].filter(Boolean);
    return html`<li class=${shown ? 'shown' : ''}>
      <button
        type="button"
        class="version"
        aria-pressed=${shown}
        title=${moment(version.createdAt)}
        @click=${async () => (await mayLeave()) && this.attempt(() => reader.show(version))}
      >
        ${icon(version.by.kind === 'model' ? 'sparkles' : 'pen-line')}
        <span
          ><b>${t('version', { number: number(version.version, 0) })}</b>
          <span class="ago">${ago(version.createdAt)}</span>
          <span class="muted">${[by, ...how].join(' · ')}</span></span
        >
      </button>
      ${
        shown
          ? nothing
          : html`<button
              type="button"
              class="plain square"
              aria-pressed=${compared}
              title=${t('version.compare')}
              aria-label="${t('version.compare')}: ${version.version}"
              @click=${() => this.attempt(() => reader.compare(compared ? null : version))}
            >
              ${icon('git-compare')}
            </button>`
      }
      ${
        newest || !reader.editable
          ? nothing
          : html`<button
              type="button"
              class="plain square"
              title=${t('version.restore')}
              aria-label="${t('version.restore')}: ${version.version}"
              @click=${async () => {
                if ((await mayLeave()) && (await this.attempt(() => reader.restore(version)))) {
                  say(t('version.restored', { number: version.version }), 'done');
                }
              }}
            >
              ${icon('history')}
            </button>`
      }
    </li>`;
  }
}

customElements.define('outline-panel', OutlinePanel);
