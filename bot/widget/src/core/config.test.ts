import { expect, test } from 'vitest';
import { readConfig, safeUrl } from './config';

const tag = (attributes: Record<string, string>): HTMLScriptElement => {
  const script = document.createElement('script');
  Object.entries(attributes).forEach(([name, value]) => script.setAttribute(name, value));
  return script;
};

test('the tag says where everything is', () => {
  const config = readConfig(tag({
    src: 'https://chat.example/daogou.js', 'data-server': 'http://127.0.0.1:5005', 'data-token-url': '/daogou/token',
    'data-language': 'zh-CN', 'data-product': '42', 'data-sign-in-url': '/login', 'data-accent': '#b00',
  }));
  expect(config).toEqual({
    server: 'http://127.0.0.1:5005/', path: '/socket.io', tokenUrl: new URL('/daogou/token', document.baseURI).href,
    language: 'zh', product: '42', signInUrl: new URL('/login', document.baseURI).href, accent: '#b00',
  });
});

test('what the tag leaves out follows from the script and the page', () => {
  expect(readConfig(tag({ src: 'https://chat.example/daogou.js' }))).toMatchObject({ server: 'https://chat.example', language: 'en' });
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', ' javascript:alert(1)', '', undefined])('%j is no address to go to', (url) => {
  expect(safeUrl(url)).toBeUndefined();
});

test('an address of the page itself is one', () => {
  expect(safeUrl('/product/1')).toBe(new URL('/product/1', document.baseURI).href);
});
