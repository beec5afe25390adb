import { api } from './api.js';
import { Mask } from './picture/mask.js';

/** The bytes of decoded frames kept, four a pixel. */
const KEPT = 256 * 1024 * 1024;

/** Decoded pictures by their address; those unused for longest go first. */
class Pictures {
  constructor() {
    /** @type {Map<string, Promise<ImageBitmap>>} */
    this.held = new Map();
    /** @type {Map<string, number>} */
    this.sizes = new Map();
  }

  /** @param {string} path @returns {Promise<ImageBitmap>} */
  async of(path) {
    const bitmap = this.held.get(path) ?? decoded(path);
    this.held.delete(path);
    this.held.set(path, bitmap);
    try {
      const picture = await bitmap;
      this.sizes.set(path, 4 * picture.width * picture.height);
      this.forget(path);
      return picture;
    } catch (error) {
      this.held.delete(path);
      throw error;
    }
  }

  /** @param {string} newest */
  forget(newest) {
    let total = [...this.sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const path of this.held.keys()) {
      if (total <= KEPT || path === newest) {
        return;
      }
      total -= this.sizes.get(path) ?? 0;
      this.sizes.delete(path);
      this.held.delete(path);
    }
  }
}

export const pictures = new Pictures();

/** @param {string} path @returns {Promise<ImageBitmap>} */
async function decoded(path) {
  const options = /** @type {ImageBitmapOptions} */ ({ colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  return createImageBitmap(await api.blob(path), options);
}

/**
 * A canvas of a size that nobody sees, with its way to draw.
 * @param {number} width @param {number} height @param {boolean} [read] whether its pixels are read often
 */
export function hiddenCanvas(width, height, read = false) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: read }));
  return { canvas, context };
}

/** The samples of a picture, RGBA. @param {ImageBitmap} picture @returns {ImageData} */
export function samples(picture) {
  const { context } = hiddenCanvas(picture.width, picture.height, true);
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, picture.width, picture.height);
}

/** The mask at an address: pixels that are not black. @param {string} path @returns {Promise<Mask>} */
export async function maskAt(path) {
  const picture = await decoded(path);
  const { data, width, height } = samples(picture);
  picture.close();
  const mask = new Mask(width, height);
  for (let i = 0; i < mask.data.length; i++) {
    mask.data[i] = data[4 * i] > 0 ? 1 : 0;
  }
  return mask;
}

/** A mask as a PNG file, black and white. @param {Mask} mask @returns {Promise<Blob>} */
export function pngOf(mask) {
  const { canvas, context } = hiddenCanvas(mask.width, mask.height, true);
  const picture = context.createImageData(mask.width, mask.height);
  const words = new Uint32Array(picture.data.buffer);
  for (let i = 0; i < words.length; i++) {
    words[i] = mask.data[i] === 1 ? 0xffffffff : 0xff000000;
  }
  context.putImageData(picture, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('error.png'))), 'image/png');
  });
}
