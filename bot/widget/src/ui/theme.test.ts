import { expect, test } from 'vitest';
import { accentProperties, contrast, parseHex } from './theme';

test('contrast is what WCAG says it is', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
  expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2);
});

test.each(['#ffee00', '#0f6f64', '#000', '#fff', '#ff6200', '#888888'])('text stays readable on and in the accent %s', (accent) => {
  const properties = accentProperties(accent);
  const colour = (name: string) => parseHex(properties[name]!)!;
  expect(contrast(colour('--daogou-on-accent'), colour('--daogou-accent'))).toBeGreaterThanOrEqual(4.5);
  expect(contrast(colour('--daogou-accent-text-light'), [246, 247, 245])).toBeGreaterThanOrEqual(4.5);
  expect(contrast(colour('--daogou-accent-text-dark'), [34, 42, 38])).toBeGreaterThanOrEqual(4.5);
});

test.each(['red; } * { display: none', 'url(x)', undefined])('%j is no accent', (accent) => {
  expect(accentProperties(accent)).toEqual({});
});
