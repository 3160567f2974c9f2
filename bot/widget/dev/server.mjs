// A stand-in for the shop and its channel, to work on the widget alone: `npm run dev`, then open the printed address.
// It speaks the wire of docs/architecture.md; every message is held against the schema before it is sent.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { Server } from 'socket.io';
import { FALLBACK, REPLIES } from './samples.mjs';

const file = (path) => readFile(new URL(path, import.meta.url));
const ajv = new Ajv({ strict: false });
formats.default(ajv);
const validate = ajv.compile(JSON.parse(await file('../../channels/message.schema.json')));

/** Conversations by id: the log, and what a person or a test set about it. */
const conversations = new Map();
const conversationOf = (id) => {
  if (!conversations.has(id)) conversations.set(id, { log: [], status: 'pending', language: 'en', events: new Map() });
  return conversations.get(id);
};

const FILES = {
  '/': ['page.html', 'text/html'], '/page.css': ['page.css', 'text/css'], '/daogou.js': ['../dist/daogou.js', 'text/javascript'],
  '/axe.js': ['../node_modules/axe-core/axe.min.js', 'text/javascript'],
};
// As strict as a shop may be: no inline script, no inline style.
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ws:";

const http = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const visitor = /visitor=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? randomUUID();
  if (url.pathname === '/daogou/token') {
    response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': `visitor=${visitor}; Path=/; SameSite=Lax` });
    response.end(JSON.stringify({ token: visitor, conversation: visitor, language: 'en' }));
  } else if (url.pathname === '/dev/hang-up') {
    io.disconnectSockets(true);
    response.end('done');
  } else if (url.pathname === '/dev/state') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify([...conversations].map(([id, { log, events, language }]) => ({ id, language, log, events: [...events.values()] }))));
  } else {
    const [path, type] = FILES[url.pathname] ?? (url.pathname.startsWith('/product/') ? FILES['/'] : []);
    response.writeHead(path ? 200 : 404, { 'content-type': `${type ?? 'text/plain'}; charset=utf-8`, 'content-security-policy': CSP });
    response.end(path ? await file(path) : 'Not here');
  }
});
const io = new Server(http, { maxHttpBufferSize: 64 * 1024 });

io.use((socket, next) => {
  const { token } = socket.handshake.auth;
  if (token) return next();
  return next(Object.assign(new Error('refused'), { data: { code: 'no_token' } }));
});

io.on('connection', (socket) => {
  const id = socket.handshake.auth.token;
  const conversation = conversationOf(id);
  socket.join(id);

  const add = (body) => {
    const message = { seq: conversation.log.length + 1, at: new Date().toISOString(), ...body };
    if (!validate(message)) throw new Error(`A sample breaks the schema: ${ajv.errorsText(validate.errors)}`);
    conversation.log.push(message);
    io.to(id).emit('message', message);
    return message;
  };
  const refuse = (code) => ({ ok: false, error: { code, message: code } });
  const take = (client_id, text, word, acknowledge) => {
    const known = conversation.log.find((message) => message.client_id === client_id);
    if (known) return acknowledge({ ok: true, seq: known.seq });
    if (text.includes('refuse')) return acknowledge(refuse('rate_limited'));
    const { seq } = add({ client_id, sender: 'customer', text });
    // "lose" loses the acknowledgement and the line, as a train in a tunnel would.
    if (text.includes('lose')) return socket.conn.close();
    acknowledge({ ok: true, seq });
    if (text.includes('silent')) return undefined;
    io.to(id).emit('typing', { on: true });
    return setTimeout(() => {
      io.to(id).emit('typing', { on: false });
      const key = Object.keys(REPLIES).find((each) => word.toLowerCase().includes(each));
      const reply = REPLIES[key] ?? FALLBACK;
      add({ sender: conversation.status === 'open' && key !== 'bye' ? 'person' : 'assistant', ...(conversation.status === 'open' && { name: 'Maya' }), ...reply });
      if (reply.payload?.type === 'handoff') {
        conversation.status = reply.payload.status;
        io.to(id).emit('status', { status: conversation.status });
      }
    }, 300);
  };
  const COMMANDS = { product_details: 'details', product_offers: 'offers', goes_with: 'recommend', why: 'why' };

  socket.on('message', ({ client_id, text }, acknowledge) => (text.trim() ? take(client_id, text, text, acknowledge) : acknowledge(refuse('empty'))));
  socket.on('command', ({ client_id, name, title }, acknowledge) => take(client_id, title, COMMANDS[name], acknowledge));
  socket.on('resume', ({ after }, acknowledge) =>
    acknowledge({ ok: true, messages: conversation.log.filter((message) => message.seq > after), status: conversation.status, language: conversation.language }));
  socket.on('feedback', ({ seq, value }, acknowledge) => {
    conversation.log[seq - 1].feedback = value;
    acknowledge({ ok: true });
  });
  socket.on('language', ({ language }, acknowledge) => {
    conversation.language = language;
    acknowledge({ ok: true });
  });
  socket.on('event', ({ events }, acknowledge) => {
    const fresh = events.filter((event) => !conversation.events.has(event.event_id));
    fresh.forEach((event) => conversation.events.set(event.event_id, event));
    acknowledge({ ok: true, stored: fresh.length });
  });
});

const port = Number(process.env.PORT ?? 5174);
http.listen(port, '127.0.0.1', () => process.stdout.write(`The widget's page: http://127.0.0.1:${port}\n`));
