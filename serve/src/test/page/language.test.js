import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const PAGE = new URL('../../main/resources/page/', import.meta.url);
const LANGUAGES = ['en', 'de'];

/** @param {string} language @returns {Record<string, string>} */
function texts(language) {
  return JSON.parse(readFileSync(new URL(`languages/${language}.json`, PAGE), 'utf8'));
}

/** @param {string} text */
function values(text) {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
}

test('all languages have the same keys', () => {
  const [english, ...others] = LANGUAGES.map((language) => Object.keys(texts(language)));
  others.forEach((keys) => assert.deepEqual(keys, english));
});

test('a text has the same values in all languages', () => {
  const [english, ...others] = LANGUAGES.map(texts);
  for (const other of others) {
    Object.entries(other).forEach(([key, text]) => {
      assert.deepEqual(values(text), values(english[key]), key);
    });
  }
});

test('every text that the page asks for by its name is there, and none stands unused', () => {
  const english = texts('en');
  const source = readdirSync(PAGE)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(new URL(name, PAGE), 'utf8'))
    .join('\n');
  const asked = [...source.matchAll(/\bt\(\s*'([a-z][\w.-]*)'/g)].map((match) => match[1]);
  assert.ok(asked.length > 100);
  for (const key of asked) {
    assert.ok(key in english || `${key}.other` in english, key);
  }
  const built = [...source.matchAll(/\bt(?:Or)?\(`([\w.]*)\$\{/g)].map((match) => match[1]);
  for (const key of Object.keys(english)) {
    const name = key.replace(/\.(one|other)$/, '');
    const used =
      source.includes(`'${name}'`) ||
      built.some((start) => start && key.startsWith(start)) ||
      key.startsWith('studies.');
    assert.ok(used, `${key} is not used`);
  }
});
