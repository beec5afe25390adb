import { html } from './lib/lit.js';
import { number, t } from './language.js';
import { icon, ReaderPart, valueOf } from './part.js';
import { mayLeave } from './guard.js';
import { pictures } from './pixels.js';

/** The frames of a loop: played, stepped and chosen; marks show which have an outline. */
export class CineBar extends ReaderPart {
  static properties = { playing: { state: true } };

  constructor() {
    super();
    this.playing = false;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.playing = false;
  }

  get last() {
    return (this.reader?.image.frames ?? 1) - 1;
  }

  /** Plays, or pauses. */
  async turn() {
    const { reader } = this;
    if (this.playing || !reader || !(await mayLeave())) {
      this.playing = false;
      return;
    }
    this.playing = true;
    const pause = 1000 / (reader.image.framesPerSecond ?? 20);
    let next = performance.now();
    while (this.playing && this.reader === reader && this.isConnected) {
      const frame = reader.frame === this.last ? 0 : reader.frame + 1;
      for (let ahead = 1; ahead <= 3; ahead++) {
        pictures.of(reader.frameAt((frame + ahead) % (this.last + 1), null)).catch(() => {});
      }
      if (!(await this.attempt(() => pictures.of(reader.frameAt(frame, null))))) {
        this.playing = false;
      }
      next = Math.max(next + pause, performance.now());
      await new Promise((resolve) => setTimeout(resolve, next - performance.now()));
      if (this.playing) {
        reader.passFrame(frame);
      }
    }
    this.playing = false;
    if (this.reader === reader) {
      await this.attempt(() => reader.showFrame(reader.frame));
    }
  }

  /** @param {number} frame */
  async go(frame) {
    const { reader } = this;
    this.playing = false;
    if (reader && (await mayLeave())) {
      await this.attempt(() => reader.showFrame(Math.min(Math.max(frame, 0), this.last)));
    }
    this.requestUpdate();
  }

  render() {
    const { reader } = this;
    const frame = reader?.frame ?? 0;
    const rate = reader?.image.framesPerSecond;
    const outlined = [...new Set((reader?.all ?? []).map((version) => version.frame))].sort((a, b) => a - b);
    const button = (/** @type {string} */ picture, /** @type {string} */ label, /** @type {() => unknown} */ action) =>
      html`<button type="button" class="plain square" aria-label=${label} title=${label} @click=${action}>
        ${icon(picture)}
      </button>`;
    return html`<div class="cine" role="group" aria-label=${t('cine')}>
      ${button('step-back', t('action.frame.previous'), () => this.go(frame - 1))}
      ${button(this.playing ? 'pause' : 'play', t(this.playing ? 'cine.pause' : 'cine.play'), () => this.turn())}
      ${button('step-forward', t('action.frame.next'), () => this.go(frame + 1))}
      <input
        type="range"
        min="0"
        max=${this.last}
        step="1"
        .value=${String(frame)}
        list="outlined"
        aria-label=${t('cine.frame')}
        aria-valuetext=${t('cine.of', { frame: frame + 1, frames: this.last + 1 })}
        @input=${(/** @type {Event} */ event) => reader && !reader.dirty && reader.passFrame(Number(valueOf(event)))}
        @change=${(/** @type {Event} */ event) => this.go(Number(valueOf(event)))}
      />
      <datalist id="outlined">${outlined.map((value) => html`<option value=${value}></option>`)}</datalist>
      <span class="frame">${number(frame + 1)} / ${number(this.last + 1)}</span>
      <span class="muted">${rate ? t('cine.rate', { rate: Math.round(rate) }) : ''}</span>
      ${
        outlined.length
          ? html`<span class="outlined"
              >${t('cine.outlined')}
              ${outlined
                .slice(0, 6)
                .map(
                  (value) =>
                    html`<button
                      type="button"
                      class="plain"
                      aria-label=${t('cine.go', { frame: value + 1 })}
                      @click=${() => this.go(value)}
                    >
                      ${value + 1}
                    </button>`,
                )}</span
            >`
          : ''
      }
    </div>`;
  }
}

customElements.define('cine-bar', CineBar);
