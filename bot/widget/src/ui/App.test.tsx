import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { REPLIES } from '../../dev/samples.mjs';
import { Conversation } from '../core/conversation';
import { FakeChannel, MemoryStore, settle } from '../core/fake';
import { Impressions } from '../core/impressions';
import type { Message } from '../message';
import { App } from './App';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let channel: FakeChannel;
let conversation: Conversation;
let place: HTMLElement;
let root: Root;

beforeEach(async () => {
  channel = new FakeChannel();
  conversation = new Conversation({ connection: channel, store: new MemoryStore(), language: 'en' });
  place = document.createElement('div');
  document.body.append(place);
  root = createRoot(place);
  const config = { server: '', path: '', tokenUrl: '', language: 'en' as const };
  const widget = { config, conversation, impressions: new Impressions(channel, () => 'c1'), productClicked: () => false, signIn: () => undefined };
  await act(async () => root.render(<App widget={widget} />));
});

afterEach(async () => {
  await act(async () => root.unmount());
  place.remove();
});

const find = (selector: string): HTMLElement => {
  const element = place.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`There is no ${selector} in ${place.innerHTML}`);
  return element;
};
const press = (element: HTMLElement): Promise<void> => act(async () => {
  element.click();
  await settle();
});
const openAndConnect = async (): Promise<void> => {
  await press(find('.launcher'));
  await act(async () => {
    channel.connect();
    await settle();
  });
};
const arrive = (message: Partial<Message> | object): Promise<void> => act(async () => {
  channel.add(message);
  await settle();
});
const button = (text: string): HTMLElement => {
  const found = [...place.querySelectorAll<HTMLElement>('button')].find((each) => each.textContent === text || each.ariaLabel === text);
  if (!found) throw new Error(`There is no button ${text}`);
  return found;
};

test('nothing connects before the customer opens the chat', async () => {
  expect(conversation.snapshot().connection).toBe('idle');
  await press(find('.launcher'));
  expect(conversation.snapshot().connection).toBe('connecting');
  expect(find('[role=dialog]').getAttribute('aria-labelledby')).toBe('daogou-title');
});

test('focus goes into the panel and, on Escape, back to the launcher', async () => {
  await press(find('.launcher'));
  expect(document.activeElement).toBe(find('textarea'));
  await act(async () => find('textarea').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })));
  expect(document.activeElement).toBe(find('.launcher'));
});

test.each(Object.entries(REPLIES))('a message with "%s" is shown', async (_word, body) => {
  await openAndConnect();
  await arrive(body);
  expect(find('[data-seq="1"]').textContent).toContain(body.text.split('\n')[0]!.slice(0, 20));
});

test('what looks like markup is text, and an address that is none is no link', async () => {
  await openAndConnect();
  await arrive(REPLIES.xss);
  expect(place.querySelector('img, script')).toBeNull();
  expect([...place.querySelectorAll('a')].map((each) => each.href)).toEqual(['https://shop.example/a?b=']);
});

test('pressing a card’s action sends the command in the customer’s words', async () => {
  await openAndConnect();
  await arrive(REPLIES.products);
  await press(button('Goes with'));
  const { product_id, name } = REPLIES.products.payload.products[0]!;
  expect(channel.sent).toContainEqual({ name: 'command', body: expect.objectContaining({ name: 'goes_with', product_id, title: `What goes with ${name}?` }) });
});

test('a quick reply is sent as if typed, and goes away', async () => {
  await openAndConnect();
  await arrive(REPLIES.products);
  await press(button('Only private label'));
  expect(channel.log.at(-1)).toMatchObject({ sender: 'customer', text: 'only private label' });
  expect(place.querySelector('.reply')).toBeNull();
});

test('why a product is shown unfolds', async () => {
  await openAndConnect();
  await arrive(REPLIES.products);
  const why = button('Why this?');
  expect(why.getAttribute('aria-expanded')).toBe('false');
  await press(why);
  expect(why.getAttribute('aria-expanded')).toBe('true');
  expect(place.textContent).toContain('You bought All Family Cereal');
});

test('thumbs say whether they are pressed', async () => {
  await openAndConnect();
  await arrive(REPLIES.delivery);
  await press(button('Helpful'));
  expect(button('Helpful').getAttribute('aria-pressed')).toBe('true');
  expect(channel.sent).toContainEqual({ name: 'feedback', body: { seq: 1, value: 1 } });
});

test('the whole widget speaks the chosen language', async () => {
  await openAndConnect();
  await press(find('.language'));
  expect(find('h2').textContent).toBe('购物助手');
  expect(find('.daogou').lang).toBe('zh');
});

test('a lost connection and a message that waits for it are seen', async () => {
  await openAndConnect();
  await act(async () => {
    channel.drop();
    conversation.say('still there?');
    await settle();
  });
  expect(find('.banner').textContent).toContain('Reconnecting');
  expect(find('.unconfirmed').textContent).toContain('Waits for the connection');
});
