import { html, nothing } from './lib/lit.js';
import { t } from './language.js';
import { icon, ReaderPart } from './part.js';
import { act } from './tool-rail.js';
import { stateChip } from './worklist.js';

/** Which picture is read, the way to the next, undoing and saving. */
export class RoomBar extends ReaderPart {
  static properties = {
    neighbours: { attribute: false },
    beside: { type: Boolean },
    saving: { type: Boolean },
  };

  constructor() {
    super();
    /** Whether the worklist has a picture before and after this one. @type {[boolean, boolean]} */
    this.neighbours = [false, false];
    this.beside = false;
    this.saving = false;
  }

  render() {
    const { reader } = this;
    if (!reader) {
      return nothing;
    }
    const { image, history, signed } = reader;
    const [previous, next] = this.neighbours;
    return html`<div class="room-bar">
      <a class="plain square" href="#/" aria-label=${t('room.back')} title=${t('room.back')}>${icon('arrow-left')}</a>
      <div class="title">
        <h1 tabindex="-1">${image.name}</h1>
        <span class="muted">
          ${image.patient?.label ?? t('patient.none')}${image.modality ? ` · ${image.modality}` : ''}
        </span>
      </div>
      ${stateChip(image.state)}
      <span class="grow"></span>
      ${this.button('picture.previous', 'chevron-left', !previous)}
      ${this.button('picture.next', 'chevron-right', !next)}
      <button
        type="button"
        class="plain"
        aria-pressed=${this.beside}
        title=${t('action.beside')}
        @click=${() => act(this, 'beside')}
      >
        ${icon('columns-2')}<span class="wide-only">${t('beside')}</span>
      </button>
      <span class="divider"></span>
      ${this.button('undo', 'undo-2', signed || history.done.length === 0)}
      ${this.button('redo', 'redo-2', signed || history.undone.length === 0)}
      <button
        type="button"
        class="button ${reader.dirty ? 'primary unsaved' : ''}"
        ?disabled=${!reader.dirty || this.saving}
        title=${t('action.save')}
        @click=${() => act(this, 'save')}
      >
        ${icon('save')} ${this.saving ? t('save.busy') : t('save')}
        ${reader.dirty ? html`<span class="unseen">, ${t('save.unsaved')}</span>` : nothing}
      </button>
    </div>`;
  }

  /** @param {string} action @param {string} picture @param {boolean} off */
  button(action, picture, off) {
    return html`<button
      type="button"
      class="plain square"
      ?disabled=${off}
      title=${t(`action.${action}`)}
      aria-label=${t(`action.${action}`)}
      @click=${() => act(this, action)}
    >
      ${icon(picture)}
    </button>`;
  }
}

customElements.define('room-bar', RoomBar);
