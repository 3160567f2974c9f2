import { describe, expect, it } from 'vitest';
import { FakeChannel } from './fake';
import { sendPhoto } from './photo';
import type { Outgoing } from './wire';

const PHOTO = Uint8Array.from({ length: 150_000 }, (_, index) => index % 251);

describe('a photo', () => {
  it('goes in parts that follow each other and make the whole', async () => {
    const channel = new FakeChannel();
    channel.online = true;
    expect(await sendPhoto(channel, PHOTO)).toBeUndefined();
    const parts = channel.sent.map((each) => each.body as Outgoing['photo']);
    expect(parts.map((each) => each.at)).toEqual([0, 64_000, 128_000]);
    expect(new Set(parts.map((each) => each.client_id)).size).toBe(1);
    expect(parts.flatMap((each) => [...each.data])).toEqual([...PHOTO]);
  });

  it('stops at the first refusal', async () => {
    const channel = new FakeChannel();
    expect(await sendPhoto(channel, PHOTO)).toBe('timeout');
    expect(channel.sent).toEqual([]);
  });
});
