import { api } from './api.js';
import { Case } from './case.js';
import { html, nothing } from './lib/lit.js';
import { moment, t } from './language.js';
import { checkedOf, Part, valueOf } from './part.js';
import { prefer, preferences } from './preferences.js';
import './picture-view.js';

/** @typedef {import('./picture-view.js').PictureView} PictureView */
/** @typedef {import('./types.js').Image} Image */
/** @typedef {import('./types.js').Worklist} Worklist */

/** Another picture beside the one being read, of the same patient where there is one; only looked at. */
export class SecondPicture extends Part {
  static properties = {
    first: { attribute: false },
    image: { attribute: false },
    others: { state: true },
    reader: { state: true },
  };

  constructor() {
    super();
    /** @type {PictureView | null} */
    this.first = null;
    /** @type {Image | null} */
    this.image = null;
    /** @type {Image[]} */
    this.others = [];
    /** @type {Case | null} */
    this.reader = null;
    this.following = false;
    this.turned = (/** @type {Event} */ event) => this.link(event);
  }

  get second() {
    return /** @type {PictureView | null} */ (this.querySelector('picture-view'));
  }

  async connectedCallback() {
    super.connectedCallback();
    const key = this.image?.patient?.key;
    const lists = await this.attempt(() =>
      Promise.all(
        [key ? `patient=${encodeURIComponent(key)}` : '', ''].map(
          (query) => /** @type {Promise<Worklist>} */ (api.get(`/api/images?limit=100&${query}`)),
        ),
      ),
    );
    const all = new Map((lists ?? []).flatMap((list) => list.images).map((other) => [other.id, other]));
    this.others = [...all.values()].filter((other) => other.id !== this.image?.id);
    const same = this.samePatient();
    await this.choose((same[0] ?? this.others[0])?.id ?? '');
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.first?.removeEventListener('turned', this.turned);
  }

  samePatient() {
    const key = this.image?.patient?.key;
    return key ? this.others.filter((other) => other.patient?.key === key) : [];
  }

  /** @param {string} id */
  async choose(id) {
    this.reader = id ? ((await this.attempt(() => Case.open(id))) ?? null) : null;
  }

  /** @param {import('./lib/lit.js').PropertyValues} changed */
  updated(changed) {
    if (changed.has('first')) {
      changed.get('first')?.removeEventListener('turned', this.turned);
      this.first?.addEventListener('turned', this.turned);
    }
  }

  /** Hands a view over to the other picture. @param {Event} event */
  link(event) {
    const to = event.target === this.first ? this.second : this.first;
    if (preferences.linked && to && !this.following) {
      this.following = true;
      to.follow(/** @type {CustomEvent} */ (event).detail);
      this.following = false;
    }
  }

  render() {
    const same = this.samePatient();
    const rest = this.others.filter((other) => !same.includes(other));
    const options = (/** @type {Image[]} */ images) =>
      images.map(
        (other) =>
          html`<option value=${other.id} ?selected=${other.id === this.reader?.image.id}>
            ${other.name} · ${moment(other.uploadedAt)}
          </option>`,
      );
    const overlay = {
      fill: preferences.fill,
      outline: preferences.outline,
      axes: preferences.axes,
      heat: false,
      hidden: false,
    };
    return html`<div class="pane second">
      <div class="pane-head">
        <select aria-label=${t('beside.choose')} @change=${(/** @type {Event} */ event) => this.choose(valueOf(event))}>
          ${same.length ? html`<optgroup label=${t('beside.same')}>${options(same)}</optgroup>` : nothing}
          ${rest.length ? html`<optgroup label=${t('beside.others')}>${options(rest)}</optgroup>` : nothing}
        </select>
        <label class="check"
          ><input
            type="checkbox"
            .checked=${preferences.linked}
            @change=${(/** @type {Event} */ event) => prefer({ linked: checkedOf(event) })}
          />
          ${t('beside.linked')}</label
        >
      </div>
      ${
        this.reader
          ? html`<picture-view
              .reader=${this.reader}
              tool="select"
              .overlay=${overlay}
              @turned=${this.turned}
              label=${t('room.canvas', { name: this.reader.image.name })}
            ></picture-view>`
          : html`<p class="nobody">${t('beside.none')}</p>`
      }
    </div>`;
  }
}

customElements.define('second-picture', SecondPicture);
