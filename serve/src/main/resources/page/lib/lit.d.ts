export { LitElement, html, svg, nothing, type TemplateResult, type PropertyDeclarations, type PropertyValues } from 'lit';
export { repeat } from 'lit/directives/repeat.js';
export { live } from 'lit/directives/live.js';
export { ref, createRef } from 'lit/directives/ref.js';
