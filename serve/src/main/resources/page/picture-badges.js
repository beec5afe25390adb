import { html, nothing } from './lib/lit.js';
import { t } from './language.js';
import { icon, ReaderPart } from './part.js';

/** What must not be overlooked on a picture: denoised, outline hidden, not saved, signed; or the model is at work. */
export class PictureBadges extends ReaderPart {
  static properties = { veiled: { type: Boolean } };

  constructor() {
    super();
    this.veiled = false;
  }

  render() {
    const { reader, veiled } = this;
    if (!reader) {
      return nothing;
    }
    const { denoise, dirty, signed, waiting } = reader;
    return html`<div class="badges">
        ${denoise ? badge('droplets', t('denoise.badge', { name: denoise }), 'warn') : nothing}
        ${veiled ? badge('eye-off', t('hidden.badge')) : nothing}
        ${dirty ? badge('pen-line', t('save.unsaved'), 'edit') : nothing}
        ${signed ? badge('lock', t('signed.badge')) : nothing}
      </div>
      ${
        waiting
          ? html`<div class="waiting" role="status"><span class="spinner"></span>${t('segment.busy')}</div>`
          : nothing
      }`;
  }
}

/** @param {string} picture @param {string} text @param {string} [kind] */
function badge(picture, text, kind = '') {
  return html`<span class="badge ${kind}">${icon(picture)} ${text}</span>`;
}

customElements.define('picture-badges', PictureBadges);
