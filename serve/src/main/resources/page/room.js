import { Case } from './case.js';
import { denoisers } from './catalogue.js';
import { keep, mayLeave } from './guard.js';
import { html, nothing } from './lib/lit.js';
import { errorText, t, unsureText } from './language.js';
import { icon, Part, say } from './part.js';
import { fillHoles, smooth } from './picture/mask.js';
import { prefer, preferences } from './preferences.js';
import { actionOf, isTyping } from './shortcuts.js';
import { listedIds } from './worklist.js';
import './cine-bar.js';
import './findings-panel.js';
import './outline-panel.js';
import './picture-badges.js';
import './picture-view.js';
import './report-panel.js';
import './room-bar.js';
import './second-picture.js';
import './tool-rail.js';

/** @typedef {import('./picture-view.js').PictureView} PictureView */

const TABS = /** @type {const} */ (['outline', 'findings', 'report']);

/** Where one picture is read: looked at, outlined, corrected, measured, described and signed. */
export class ReadingRoom extends Part {
  static properties = {
    imageId: { attribute: false },
    reader: { state: true },
    missing: { state: true },
    tool: { state: true },
    tab: { state: true },
    veiled: { state: true },
    heat: { state: true },
    subtracting: { state: true },
    selected: { state: true },
    beside: { state: true },
    view: { state: true },
  };

  constructor() {
    super();
    this.imageId = '';
    /** @type {Case | null} */
    this.reader = null;
    this.missing = '';
    this.tool = 'select';
    /** @type {typeof TABS[number]} */
    this.tab = 'outline';
    this.veiled = false;
    this.heat = false;
    this.subtracting = false;
    /** @type {number | null} */
    this.selected = null;
    this.beside = false;
    /** @type {PictureView | null} */
    this.view = null;
    this.saving = false;
    this.lastDenoiser = '';
    this.tell = () => this.requestUpdate();
    this.keyDown = (/** @type {KeyboardEvent} */ event) => this.pressed(event);
    this.keyUp = (/** @type {KeyboardEvent} */ event) => {
      if (event.key.toLowerCase() === 'h') {
        this.veiled = false;
      }
    };
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('keydown', this.keyDown);
    document.addEventListener('keyup', this.keyUp);
    keep({ unsaved: () => this.reader?.dirty ?? false, save: () => this.save() });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.keyDown);
    document.removeEventListener('keyup', this.keyUp);
    this.reader?.removeEventListener('change', this.tell);
    keep(null);
  }

  /** @param {import('./lib/lit.js').PropertyValues} changed */
  willUpdate(changed) {
    if (changed.has('imageId') && this.imageId) {
      this.open();
    }
  }

  async open() {
    const id = this.imageId;
    this.missing = '';
    try {
      const reader = await Case.open(id);
      if (id === this.imageId) {
        this.reader?.removeEventListener('change', this.tell);
        this.reader = reader;
        this.selected = null;
        reader.addEventListener('change', this.tell);
        this.tab = reader.signed ? 'report' : 'outline';
        await this.updateComplete;
        if (document.activeElement === document.body) {
          /** @type {HTMLElement | null} */ (this.querySelector('h1'))?.focus();
        }
      }
    } catch (error) {
      this.missing = errorText(error);
    }
  }

  updated() {
    this.view = /** @type {PictureView | null} */ (this.querySelector('picture-view.first'));
  }

  /** @param {string} tool */
  take(tool) {
    this.tool = tool;
    this.view?.canvas.value?.focus({ preventScroll: true });
  }

  /** @param {import('./types.js').Focus} [focus] */
  async segment(focus) {
    const { reader } = this;
    if (!reader || reader.waiting) {
      return;
    }
    if (reader.signed) {
      say(t('signed.locked'));
    } else if (await mayLeave()) {
      const made = await this.attempt(() => reader.segment({ model: this.model, focus }));
      if (made) {
        say(
          made.empty
            ? t('found.nothing')
            : `${t('found', { n: made.lesions.length })} ${made.unsure ? unsureText(made.unsure) : ''}`,
          'done',
        );
      }
    }
  }

  /** The model chosen in the panel. @returns {string | undefined} */
  get model() {
    return (
      /** @type {import('./outline-panel.js').OutlinePanel | null} */ (this.querySelector('outline-panel'))?.model ||
      undefined
    );
  }

  async save() {
    const { reader } = this;
    if (reader?.dirty && !this.saving) {
      this.saving = true;
      this.requestUpdate();
      const made = await this.attempt(() => reader.save());
      this.saving = false;
      this.requestUpdate();
      if (made) {
        say(t('save.done', { version: made.version }), 'done');
      }
    }
  }

  async switchDenoise() {
    const { reader } = this;
    if (reader) {
      const known = await this.attempt(() => denoisers());
      const fitting = known?.find(
        (one) => (one.for === 'speckle') === (reader.image.modality !== 'CT' && reader.image.modality !== 'DX'),
      );
      this.lastDenoiser = reader.denoise ?? (this.lastDenoiser || (fitting ?? known?.[0])?.name || '');
      reader.denoise = reader.denoise ? null : this.lastDenoiser || null;
      reader.changed();
      say(reader.denoise ? t('denoise.on') : t('denoise.off'));
    }
  }

  /** @param {number} step */
  async goFrame(step) {
    const { reader } = this;
    if (reader && reader.image.frames > 1 && (await mayLeave())) {
      const frames = reader.image.frames;
      await this.attempt(() => reader.showFrame((reader.frame + step + frames) % frames));
    }
  }

  /** @param {number} step in the order of the worklist */
  neighbour(step) {
    const at = listedIds.indexOf(this.imageId);
    return at < 0 ? undefined : listedIds[at + step];
  }

  /** @param {number} step */
  goNeighbour(step) {
    const id = this.neighbour(step);
    if (id) {
      location.hash = `#/picture/${id}`;
    }
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const single = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
    if (!this.reader || document.querySelector('dialog[open]') || isTyping(event) || (single && !preferences.letters)) {
      return;
    }
    const action = actionOf(event);
    if (action && this.act(action)) {
      event.preventDefault();
    }
  }

  /**
   * Does what a key or a button means; says whether it means anything here.
   * @param {string} action @returns {boolean}
   */
  act(action) {
    const { reader, view } = this;
    if (!reader || !view) {
      return false;
    }
    if (action.startsWith('tool.')) {
      this.take(action.slice('tool.'.length));
      return true;
    }
    /** @type {Record<string, () => unknown>} */
    const actions = {
      segment: () => this.segment(),
      smaller: () => this.resize(-1),
      larger: () => this.resize(1),
      smooth: () => reader.edit('smooth', (mask) => smooth(mask)),
      holes: () => reader.edit('fill holes', fillHoles),
      undo: () => view.active.back() || reader.undo(),
      redo: () => reader.redo(),
      save: () => view.active.finish() || this.save(),
      cancel: () => view.active.cancel() || this.take('select'),
      'zoom.in': () => view.zoom(1.25),
      'zoom.out': () => view.zoom(0.8),
      'zoom.fit': () => view.fit(),
      'zoom.actual': () => view.actualSize(),
      invert: () => view.invert(),
      'window.reset': () => view.useWindow(null),
      hide: () => (this.veiled = true),
      heat: () => (this.heat = !this.heat),
      denoise: () => this.switchDenoise(),
      beside: () => (this.beside = !this.beside),
      'frame.next': () => this.goFrame(1),
      'frame.previous': () => this.goFrame(-1),
      play: () => /** @type {import('./cine-bar.js').CineBar | null} */ (this.querySelector('cine-bar'))?.turn(),
      'picture.next': () => this.goNeighbour(1),
      'picture.previous': () => this.goNeighbour(-1),
    };
    actions[action]?.();
    return action in actions;
  }

  /** @param {number} step */
  resize(step) {
    const brush = Math.min(
      Math.max(Math.round((preferences.brush * (step > 0 ? 1.25 : 0.8) + step * 0.5) * 2) / 2, 0.5),
      100,
    );
    prefer({ brush });
    this.requestUpdate();
    this.view?.invalidate();
  }

  render() {
    const { reader } = this;
    if (this.missing) {
      return html`<div class="nobody">
        ${icon('circle-alert')}
        <h1 tabindex="-1">${t('room.missing')}</h1>
        <p>${this.missing}</p>
        <a class="button" href="#/">${t('room.back')}</a>
      </div>`;
    }
    if (!reader) {
      return html`<div class="room loading" aria-busy="true"></div>`;
    }
    return html`<div
      class="room ${this.beside ? 'two' : ''}"
      @focus-chosen=${(/** @type {CustomEvent} */ event) => this.segment(event.detail)}
      @act=${(/** @type {CustomEvent} */ event) => this.act(event.detail)}
      @step-frame=${(/** @type {CustomEvent} */ event) => this.goFrame(event.detail)}
    >
      <room-bar
        .reader=${reader}
        .neighbours=${[Boolean(this.neighbour(-1)), Boolean(this.neighbour(1))]}
        .beside=${this.beside}
        .saving=${this.saving}
      ></room-bar>
      <tool-rail .tool=${this.tool} .editable=${!reader.signed}></tool-rail>
      ${this.stage(reader)} ${this.panel(reader)}
    </div>`;
  }

  /** @param {Case} reader */
  stage(reader) {
    const { fill, outline, axes } = preferences;
    const overlay = { fill, outline, axes, heat: this.heat, hidden: this.veiled };
    return html`<div class="stage">
      <tool-options
        .tool=${this.tool}
        .reader=${reader}
        .view=${this.view}
        .subtracting=${this.subtracting}
        @subtracting=${(/** @type {CustomEvent} */ event) => (this.subtracting = event.detail)}
      ></tool-options>
      <div class="panes">
        <div class="pane">
          ${this.beside ? html`<div class="pane-head"><b>${reader.image.name}</b></div>` : nothing}
          <div class="picture-box">
            <picture-view
              class="first"
              .reader=${reader}
              .tool=${this.tool}
              .overlay=${overlay}
              .selected=${this.selected}
              .subtracting=${this.subtracting}
              label=${t('room.canvas', { name: reader.image.name })}
            ></picture-view>
            <p id="canvas-keys" class="unseen">${t('room.canvas.keys')}</p>
            <picture-badges .reader=${reader} .veiled=${this.veiled}></picture-badges>
          </div>
        </div>
        ${this.beside ? html`<second-picture .first=${this.view} .image=${reader.image}></second-picture>` : nothing}
      </div>
      ${reader.image.frames > 1 ? html`<cine-bar .reader=${reader}></cine-bar>` : nothing}
      <status-line .view=${this.view} .reader=${reader}></status-line>
    </div>`;
  }

  /** @param {KeyboardEvent} event */
  tabKey(event) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step) {
      this.tab = TABS[(TABS.indexOf(this.tab) + step + TABS.length) % TABS.length];
      this.updateComplete.then(() =>
        /** @type {HTMLElement | null} */ (this.querySelector('[role=tab][aria-selected=true]'))?.focus(),
      );
    }
  }

  /** @param {Case} reader */
  panel(reader) {
    return html`<aside class="panel" aria-label=${t('panel')}>
      <div class="tabs" role="tablist" aria-label=${t('panel')} @keydown=${this.tabKey}>
        ${TABS.map(
          (tab) =>
            html`<button
              type="button"
              role="tab"
              id="tab-${tab}"
              aria-controls="panel-${tab}"
              aria-selected=${this.tab === tab}
              tabindex=${this.tab === tab ? 0 : -1}
              @click=${() => (this.tab = tab)}
            >
              ${t(`tab.${tab}`)}
            </button>`,
        )}
      </div>
      <div
        class="tab"
        role="tabpanel"
        id="panel-outline"
        aria-labelledby="tab-outline"
        ?hidden=${this.tab !== 'outline'}
      >
        <outline-panel
          .reader=${reader}
          .selected=${this.selected}
          .heat=${this.heat}
          @choose-lesion=${(/** @type {CustomEvent} */ event) => (this.selected = event.detail)}
          @shown-differently=${() => this.requestUpdate()}
          @heat=${(/** @type {CustomEvent} */ event) => (this.heat = event.detail)}
        ></outline-panel>
      </div>
      <div
        class="tab"
        role="tabpanel"
        id="panel-findings"
        aria-labelledby="tab-findings"
        ?hidden=${this.tab !== 'findings'}
      >
        <findings-panel .reader=${reader} @next-tab=${() => (this.tab = 'report')}></findings-panel>
      </div>
      <div class="tab" role="tabpanel" id="panel-report" aria-labelledby="tab-report" ?hidden=${this.tab !== 'report'}>
        <report-panel .reader=${reader}></report-panel>
      </div>
    </aside>`;
  }
}

customElements.define('reading-room', ReadingRoom);
