import { expect, test } from 'vitest';
import { FakeChannel, settle } from './fake';
import { Impressions } from './impressions';
import type { Outgoing } from './wire';

const seen = { name: 'view_item_list', seq: 4, list: 'search', position: 1 } as const;
const eventsOf = (channel: FakeChannel): Outgoing['event']['events'] =>
  channel.sent.flatMap(({ body }) => (body as Outgoing['event']).events);

test('what is seen is sent once a message and product, in one batch', async () => {
  const channel = new FakeChannel();
  channel.online = true;
  const impressions = new Impressions(channel, () => 'c1', 0);
  for (const productId of ['a', 'b', 'a']) impressions.record({ ...seen, productId });
  impressions.record({ ...seen, productId: 'a', seq: 5 });
  await settle();
  await settle();
  expect(channel.sent).toHaveLength(1);
  expect(eventsOf(channel).map((each) => each.product_id)).toEqual(['a', 'b', 'a']);
  expect(new Set(eventsOf(channel).map((each) => each.event_id)).size).toBe(3);
});

test('the id of an event is the same after a reload and differs between conversations', async () => {
  const ids: string[] = [];
  for (const conversation of ['c1', 'c1', 'c2']) {
    const channel = new FakeChannel();
    channel.online = true;
    const impressions = new Impressions(channel, () => conversation);
    impressions.record({ ...seen, productId: 'a' });
    await impressions.flush();
    ids.push(eventsOf(channel)[0]!.event_id);
  }
  expect(ids[0]).toBe(ids[1]);
  expect(ids[0]).not.toBe(ids[2]);
  expect(ids.every((id) => id.length <= 100)).toBe(true);
});

test('what could not be sent waits for the connection', async () => {
  const channel = new FakeChannel();
  const impressions = new Impressions(channel, () => 'c1');
  impressions.record({ ...seen, name: 'select_item', productId: 'a' });
  await settle();
  expect(channel.sent).toEqual([]);
  channel.online = true;
  await impressions.flush();
  expect(eventsOf(channel)).toEqual([expect.objectContaining({ name: 'select_item', product_id: 'a', list_name: 'search', position: 1 })]);
});
