import { beforeEach, expect, test, vi } from 'vitest';
import { Conversation } from './conversation';
import { FakeChannel, MemoryStore, settle } from './fake';

let channel: FakeChannel;
let store: MemoryStore;

const begin = (): Conversation => new Conversation({ connection: channel, store, language: 'en', product: 'p9' });
const texts = (conversation: Conversation): (string | undefined)[] => conversation.snapshot().messages.map((each) => each.text);
const waiting = (conversation: Conversation): string[] =>
  conversation.snapshot().letters.map((each) => (each.kind === 'message' ? each.body.text : each.body.title));

beforeEach(() => {
  channel = new FakeChannel();
  store = new MemoryStore();
});

test('what is written before the connection stands is sent once it does', async () => {
  const conversation = begin();
  conversation.setOpen(true);
  conversation.say('hello');
  expect(waiting(conversation)).toEqual(['hello']);
  channel.connect();
  await settle();
  expect(texts(conversation)).toEqual(['hello']);
  expect(waiting(conversation)).toEqual([]);
  expect(channel.sent.find((each) => each.name === 'message')?.body).toMatchObject({ text: 'hello', page_product: 'p9' });
});

test('a message whose acknowledgement was lost is neither lost nor doubled', async () => {
  const conversation = begin();
  conversation.setOpen(true);
  channel.connect();
  await settle();
  channel.loseNext = true;
  conversation.say('once');
  await settle();
  expect(conversation.snapshot().connection).toBe('reconnecting');
  channel.connect();
  await settle();
  expect(channel.log.map((each) => each.text)).toEqual(['once']);
  expect(texts(conversation)).toEqual(['once']);
  expect(waiting(conversation)).toEqual([]);
});

test('a message that never arrived is sent again with the same id, in order', async () => {
  const conversation = begin();
  conversation.setOpen(true);
  conversation.say('one');
  conversation.say('two');
  const ids = conversation.snapshot().letters.map((each) => each.body.client_id);
  channel.connect();
  await settle();
  expect(channel.log.map((each) => [each.client_id, each.text])).toEqual([[ids[0], 'one'], [ids[1], 'two']]);
});

test('after a reload the log comes back and what was unsent is sent', async () => {
  const before = begin();
  before.setOpen(true);
  channel.connect();
  await settle();
  before.say('seen');
  await settle();
  channel.drop();
  before.say('unsent');
  const after = begin();
  expect(after.begun).toBe(true);
  expect(waiting(after)).toEqual(['unsent']);
  after.start();
  channel.connect();
  await settle();
  expect(texts(after)).toEqual(['seen', 'unsent']);
});

test('a reconnection asks only for what came after the last message', async () => {
  const conversation = begin();
  conversation.start();
  channel.connect();
  await settle();
  channel.add({ text: 'one' });
  channel.drop();
  channel.add({ text: 'two' });
  channel.sent.length = 0;
  channel.connect();
  await settle();
  expect(channel.sent[0]).toEqual({ name: 'resume', body: { after: 1 } });
  expect(texts(conversation)).toEqual(['one', 'two']);
});

test('a message that overtakes the answer to resume leaves no hole when the line then breaks', async () => {
  const conversation = begin();
  channel.add({ text: 'one' });
  conversation.start();
  channel.beforeResumeAnswer = () => {
    channel.beforeResumeAnswer = undefined;
    channel.add({ text: 'two' });
    channel.drop();
  };
  channel.connect();
  await settle();
  expect(texts(conversation)).toEqual([]);
  channel.connect();
  await settle();
  expect(texts(conversation)).toEqual(['one', 'two']);
});

test('an acknowledgement ahead of earlier messages does not make them be skipped', async () => {
  const conversation = begin();
  conversation.start();
  channel.connect();
  await settle();
  channel.send = vi.fn(async () => ({ ok: true, seq: 2 })) as never;
  conversation.say('mine');
  await settle();
  channel.drop();
  const send = FakeChannel.prototype.send.bind(channel);
  channel.send = send;
  channel.log.push({ seq: 1, sender: 'assistant', at: '2026-01-02T10:00:00Z', text: 'earlier' });
  channel.connect();
  await settle();
  expect(texts(conversation)).toEqual(['earlier', 'mine']);
});

test('a log longer than one page comes whole', async () => {
  channel.pageSize = 2;
  for (const text of ['a', 'b', 'c', 'd', 'e']) channel.add({ text });
  const conversation = begin();
  conversation.start();
  channel.connect();
  await settle();
  expect(texts(conversation)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a refused message stays, says why, and can be retried or discarded', async () => {
  const conversation = begin();
  conversation.start();
  channel.connect();
  await settle();
  channel.refuse = 'rate_limited';
  conversation.say('too fast');
  await settle();
  const [letter] = conversation.snapshot().letters;
  expect(letter).toMatchObject({ state: 'failed', code: 'rate_limited' });
  channel.drop();
  channel.connect();
  await settle();
  expect(conversation.snapshot().letters).toHaveLength(1);
  conversation.retry(letter!.body.client_id);
  await settle();
  expect(texts(conversation)).toEqual(['too fast']);
  channel.refuse = 'bad_request';
  conversation.say('odd');
  await settle();
  conversation.discard(conversation.snapshot().letters[0]!.body.client_id);
  expect(conversation.snapshot().letters).toEqual([]);
});

test('a text over the limit is refused here, counted as the channel counts', () => {
  const conversation = begin();
  expect(conversation.say('🥛'.repeat(2001))).toBe('too_long');
  expect(conversation.say('  \n ')).toBe('empty');
  expect(conversation.snapshot().letters).toEqual([]);
  expect(conversation.say('🥛'.repeat(2000))).toBeUndefined();
});

test('messages that came while the panel was closed count as unread until it opens', async () => {
  const conversation = begin();
  conversation.start();
  channel.connect();
  await settle();
  channel.add({ text: 'one' });
  channel.add({ text: 'two' });
  expect(conversation.snapshot().unread).toBe(2);
  conversation.setOpen(true);
  expect(conversation.snapshot().unread).toBe(0);
  const reloaded = begin();
  reloaded.start();
  channel.connect();
  await settle();
  expect(reloaded.snapshot().unread).toBe(0);
});

test('another customer signing in sees nothing of the one before', async () => {
  const conversation = begin();
  conversation.start();
  channel.connect();
  await settle();
  conversation.say('mine alone');
  await settle();
  channel.drop();
  conversation.say('unsent');
  channel.conversation = 'c2';
  channel.log.length = 0;
  channel.connect();
  await settle();
  expect(texts(conversation)).toEqual([]);
  expect(channel.log).toEqual([]);
});

test('a rating that the channel does not take is taken back', async () => {
  const conversation = begin();
  conversation.start();
  channel.connect();
  await settle();
  channel.add({ text: 'helpful?' });
  expect(await conversation.rate(1, 1)).toBe(true);
  expect(conversation.snapshot().messages[0]?.feedback).toBe(1);
  channel.online = false;
  expect(await conversation.rate(1, -1)).toBe(false);
  expect(conversation.snapshot().messages[0]?.feedback).toBe(1);
});

test('a language chosen while offline is told to the channel, whose own does not undo it', async () => {
  const conversation = begin();
  conversation.start();
  conversation.setLanguage('zh');
  channel.connect();
  await settle();
  expect(conversation.snapshot().language).toBe('zh');
  expect(channel.sent).toContainEqual({ name: 'language', body: { language: 'zh' } });
});

test('the language of the conversation wins over that of the page', async () => {
  channel.language = 'zh';
  const conversation = begin();
  conversation.start();
  channel.connect();
  await settle();
  expect(conversation.snapshot().language).toBe('zh');
});

test('typing ends with the answer and with the line', async () => {
  const conversation = begin();
  conversation.start();
  channel.connect();
  await settle();
  channel.typing(true);
  expect(conversation.snapshot().typing).toBe(true);
  channel.add({ text: 'done' });
  expect(conversation.snapshot().typing).toBe(false);
  channel.typing(true);
  channel.drop();
  expect(conversation.snapshot().typing).toBe(false);
});

test('a message that the starting assistant cannot take yet is sent again by itself', async () => {
  vi.useFakeTimers();
  const conversation = begin();
  conversation.start();
  channel.connect();
  await vi.advanceTimersByTimeAsync(0);
  channel.refuse = 'unavailable';
  conversation.say('early');
  await vi.advanceTimersByTimeAsync(0);
  expect(conversation.snapshot().letters[0]).toMatchObject({ state: 'waiting', code: 'unavailable' });
  await vi.advanceTimersByTimeAsync(3000);
  expect(texts(conversation)).toEqual(['early']);
  vi.useRealTimers();
});

test('that a message stays unanswered is said until something comes', async () => {
  const conversation = begin();
  conversation.start();
  channel.connect();
  await settle();
  channel.problem();
  expect(conversation.snapshot().unanswered).toBe(true);
  channel.add({ text: 'sorry for the wait' });
  expect(conversation.snapshot().unanswered).toBe(false);
});

test('the words of a command are cut to what the channel takes', async () => {
  const conversation = begin();
  conversation.command('why', 'p1', 'x'.repeat(300));
  channel.connect();
  await settle();
  expect(channel.log[0]?.text).toBe(`${'x'.repeat(199)}…`);
});
