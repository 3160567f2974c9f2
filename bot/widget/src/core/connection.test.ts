import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SocketConnection, type ConnectionEvents, type ConnectionState } from './connection';
import { TokenSource } from './token';

let io: Server;
let url: string;
let accepted: Set<string>;
let refusal: string;
let issued: string[];
let states: ConnectionState[];
let events: ConnectionEvents;
let connection: SocketConnection;

beforeEach(async () => {
  const http = createServer();
  io = new Server(http);
  accepted = new Set(['t1', 't2', 't3']);
  refusal = 'token_expired';
  io.use((socket, next) => {
    const { token } = socket.handshake.auth;
    next(accepted.has(token) ? undefined : Object.assign(new Error('no'), { data: { code: refusal } }));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  issued = [];
  const fetcher = vi.fn(async () => {
    issued.push(`t${issued.length + 1}`);
    return new Response(JSON.stringify({ token: issued.at(-1), conversation: 'c1', language: 'en' }));
  });
  states = [];
  events = { state: (state) => states.push(state), online: vi.fn(), message: vi.fn(), typing: vi.fn(), status: vi.fn(), problem: vi.fn() };
  connection = new SocketConnection({ server: url, path: '/socket.io', ackTimeout: 200, firstDelay: 10 }, new TokenSource('/token', fetcher));
});

afterEach(async () => {
  connection.close();
  await io.close();
});

const until = (condition: () => boolean): Promise<void> => vi.waitFor(() => expect(condition()).toBe(true), 3000);

test('it connects with the token of the page and passes on what the channel sends, faulty parts left out', async () => {
  io.on('connection', (socket) => {
    socket.emit('message', { seq: 1, sender: 'assistant', at: '2026-01-02T10:00:00Z', text: 'hi', payload: { type: 'unheard_of' } });
    socket.emit('message', 'nonsense');
    socket.emit('typing', { on: true });
    socket.emit('status', { status: 'open' });
  });
  connection.open(events);
  await until(() => vi.mocked(events.status).mock.calls.length === 1);
  expect(vi.mocked(events.message).mock.calls).toEqual([[{ seq: 1, sender: 'assistant', at: '2026-01-02T10:00:00Z', text: 'hi' }]]);
  expect(events.typing).toHaveBeenCalledWith(true);
  expect(events.status).toHaveBeenCalledWith('open');
  expect(states).toEqual(['connecting', 'online']);
});

test('an expired token is replaced by a new one without the customer noticing', async () => {
  accepted.delete('t1');
  connection.open(events);
  await until(() => connection.online);
  expect(issued).toEqual(['t1', 't2']);
});

test('a token that expires in mid-talk is renewed', async () => {
  let first = true;
  io.on('connection', (socket) => socket.on('feedback', (_body, acknowledge) => {
    acknowledge(first ? { ok: false, error: { code: 'token_expired', message: '' } } : { ok: true });
    first = false;
  }));
  connection.open(events);
  await until(() => connection.online);
  expect(await connection.send('feedback', { seq: 1, value: 1 })).toEqual({ ok: false, code: 'token_expired' });
  await until(() => issued.length === 2 && connection.online);
  expect(await connection.send('feedback', { seq: 1, value: 1 })).toEqual({ ok: true });
});

test('tokens that are refused over and over end in a state that says so, and a retry starts anew', async () => {
  accepted.clear();
  connection.open(events);
  await until(() => states.at(-1) === 'refused');
  expect(issued).toHaveLength(3);
  accepted.add('t4');
  connection.retry();
  await until(() => connection.online);
});

test('a channel that is still starting is waited for, with the same token', async () => {
  accepted.clear();
  refusal = 'unavailable';
  connection.open(events);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(states).not.toContain('refused');
  accepted.add('t1');
  await until(() => connection.online);
  expect(issued).toEqual(['t1']);
});

test('a broken line is mended', async () => {
  connection.open(events);
  await until(() => connection.online);
  io.disconnectSockets(true);
  await until(() => vi.mocked(events.online).mock.calls.length === 2);
  expect(states).toContain('reconnecting');
  expect(states.at(-1)).toBe('online');
});

test('a channel that does not answer is a timeout, and so is one that is not there', async () => {
  expect(await connection.send('resume', { after: 0 })).toEqual({ ok: false, code: 'timeout' });
  connection.open(events);
  await until(() => connection.online);
  expect(await connection.send('resume', { after: 0 })).toEqual({ ok: false, code: 'timeout' });
});

test('a refusal carries the code of the channel', async () => {
  io.on('connection', (socket) => socket.on('message', (_body, acknowledge) => acknowledge({ ok: false, error: { code: 'too_long', message: '' } })));
  connection.open(events);
  await until(() => connection.online);
  expect(await connection.send('message', { client_id: 'a', text: 'x' })).toEqual({ ok: false, code: 'too_long' });
});
