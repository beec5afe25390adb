/**
 * What the server sends and takes, as /api/openapi.json says it.
 *
 * @typedef {{id: string, name: string, role: 'clinician' | 'administrator'}} Account
 * @typedef {{account: Account, csrf: string, mustChangePassword: boolean}} Session
 * @typedef {'new' | 'segmented' | 'corrected' | 'signed'} State
 * @typedef {{x0: number, y0: number, x1: number, y1: number}} Box
 * @typedef {Box & {mmX: number, mmY: number}} Region
 * @typedef {{centre: number, width: number}} Window
 *
 * @typedef {object} Image a picture or a cine loop
 * @property {string} id
 * @property {string} name
 * @property {'PNG' | 'JPEG' | 'DICOM'} format
 * @property {number} width
 * @property {number} height
 * @property {number} frames
 * @property {State} state
 * @property {{key: string, label: string} | null} patient
 * @property {string | null} study
 * @property {string | null} modality
 * @property {boolean} grey
 * @property {Window | null} [window] through which samples of more than 8 bits are seen
 * @property {number | null} framesPerSecond
 * @property {Region[]} scale
 * @property {string} uploadedAt
 * @property {string} uploadedBy
 * @property {string} sha256
 * @property {Version | null} latest
 *
 * @typedef {{box: Box} | {point: {x: number, y: number}}} Focus where a model is asked to look
 *
 * @typedef {object} Version a segmentation without its lesions
 * @property {string} id
 * @property {string} image
 * @property {number} frame
 * @property {number} version
 * @property {string | null} basedOn
 * @property {{kind: 'model' | 'reader', name: string, hash?: string}} by
 * @property {string | null} denoise
 * @property {Focus | null} focus
 * @property {string} createdAt
 * @property {boolean} empty
 * @property {number | null} uncertainty
 * @property {number} lesionCount
 * @property {string | null} unsure name of why a second look is due
 *
 * @typedef {Version & {lesions: Lesion[]}} Segmentation
 *
 * @typedef {object} Measures
 * @property {number} area
 * @property {number} longDiameter
 * @property {number} perpendicularDiameter
 * @property {number} perimeter
 * @property {number | null} circularity
 * @property {number | null} depthToWidth
 *
 * @typedef {{x1: number, y1: number, x2: number, y2: number}} Line
 *
 * @typedef {object} Lesion
 * @property {number} number
 * @property {{x: number, y: number, width: number, height: number}} box
 * @property {Array<[number, number]>} outline
 * @property {Line} longAxis
 * @property {Line} shortAxis
 * @property {'mm' | 'px'} unit
 * @property {Measures} measures
 * @property {Measures | null} low
 * @property {Measures | null} high
 * @property {Measures} px
 *
 * @typedef {{name: string, purpose: string, hash: string, default: boolean, network: string, size: number}} Model
 * @typedef {{name: string, title: string, for: 'speckle' | 'noise', learned: boolean}} Denoiser
 *
 * @typedef {Record<string, string | string[]>} Descriptors
 *
 * @typedef {object} Reading what a reader makes of a picture
 * @property {string | null} segmentation
 * @property {Descriptors} descriptors
 * @property {string | null} category
 * @property {string} comment
 * @property {string | null} signedBy
 * @property {string | null} signedAt
 * @property {number} revision
 *
 * @typedef {{code: string, label: string}} Term
 * @typedef {Record<string, Term[]>} Lexicon
 *
 * @typedef {{images: Image[], more: boolean, counts: Record<State, number>}} Worklist
 * @typedef {{images: Image[], refused: Array<{name: string, error: string}>}} Received
 *
 * @typedef {object} Job
 * @property {string} id
 * @property {string} kind
 * @property {'waiting' | 'running' | 'done' | 'failed' | 'stopped'} state
 * @property {number} progress
 * @property {string} text
 * @property {Comparison | null} report
 *
 * @typedef {object} Comparison of a tuned model with the one that it began as, by mean Dice on held-out pictures
 * @property {number} images
 * @property {number} groups
 * @property {number} seen pictures that the former model was trained on
 * @property {number} before
 * @property {number} after
 * @property {{mean: number, low: number, high: number}} difference with its 95 % interval
 * @property {number | null} p
 * @property {{first: number, second: number, ties: number}} wins pictures on which the tuned one is better, or worse
 */
export {};
