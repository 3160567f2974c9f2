import { expect, test } from 'vitest';
import { partsOf } from './RichText';

test('only http and https become links, without the full stop behind them', () => {
  expect(partsOf('See https://shop.example/a?b=1. Not javascript:alert(1) or ftp://x')).toEqual([
    { text: 'See ' },
    { text: 'https://shop.example/a?b=1', url: 'https://shop.example/a?b=1' },
    { text: '. Not javascript:alert(1) or ftp://x' },
  ]);
});

test('a link ends where Chinese punctuation begins', () => {
  expect(partsOf('见https://shop.example/a，谢谢')[1]).toEqual({ text: 'https://shop.example/a', url: 'https://shop.example/a' });
});

test('markup is text', () => {
  expect(partsOf('<b>x</b>\nnext')).toEqual([{ text: '<b>x</b>\nnext' }]);
});
