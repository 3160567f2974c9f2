import { expect, test } from 'vitest';
import { FALLBACK, REPLIES } from '../../dev/samples.mjs';
import { readMessage, readRefusal } from './guards';

const head = { seq: 1, sender: 'assistant', at: '2026-01-02T10:00:00Z' };

test.each(Object.entries(REPLIES))('a sample of "%s" is read as it is', (_word, body) => {
  expect(readMessage({ ...head, ...body })).toEqual({ ...head, ...body });
});

test('quick replies are read', () => {
  expect(readMessage({ ...head, ...FALLBACK })?.quick_replies).toHaveLength(6);
});

test.each([
  ['a product list without products', { type: 'product_list', list: 'search' }],
  ['a product without a price', { type: 'product_list', list: 'search', products: [{ product_id: '1', name: 'x', currency: 'USD', in_stock: true }] }],
  ['an order whose lines are no list', { ...REPLIES.order.payload.orders[0], type: 'order_list', orders: [{ number: '1' }] }],
  ['a kind that is not known', { type: 'video' }],
  ['a hand-off to nowhere', { type: 'handoff', status: 'lost' }],
])('%s is left out and the text is kept', (_name, payload) => {
  expect(readMessage({ ...head, text: 'words', payload })).toEqual({ ...head, text: 'words' });
});

test.each([null, 'text', [], {}, { ...head, seq: '1' }, { ...head, sender: 'robot' }])('%j is no message', (value) => {
  expect(readMessage(value)).toBeUndefined();
});

test('an acknowledgement that makes no sense counts as refused', () => {
  expect(readRefusal({ ok: true })).toBeUndefined();
  expect(readRefusal({ ok: false, error: { code: 'rate_limited' } })).toBe('rate_limited');
  expect(readRefusal({ ok: false, error: { code: 'made_up' } })).toBe('bad_request');
  expect(readRefusal(undefined)).toBe('bad_request');
});
