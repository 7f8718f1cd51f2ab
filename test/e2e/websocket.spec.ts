import type { ClassifiedLogJson } from '../../src/core/log';
import { LiveSocket } from '../support/live-socket';
import { postJson, startTestServer, type TestServer } from '../support/server';

let server: TestServer;
const open: LiveSocket[] = [];

beforeAll(async () => {
  server = await startTestServer({ WS_FRAME_MS: '20', WS_FRAME_LOGS: '50', WS_MAX_CLIENTS: '5' });
});

afterEach(async () => {
  for (const socket of open.splice(0)) {
    socket.close();
    await socket.until(() => socket.closed !== null);
  }
});

afterAll(() => server.stop());

async function listen(query = '', options = {}): Promise<LiveSocket> {
  const socket = await LiveSocket.open(server.url, query, options);
  open.push(socket);
  return socket;
}

async function send(...messages: string[]): Promise<ClassifiedLogJson[]> {
  const { body } = await postJson<{ results: ClassifiedLogJson[] }>(`${server.url}/classify/batch`, messages);
  return body.results;
}

describe('/ws/logs', () => {
  it('says hello and sends what was stored, as REST would', async () => {
    const live = await listen();
    expect(live.frames[0]).toMatchObject({ type: 'hello', filter: {} });
    const sent = await send('User 1 logged in.', 'disk usage at 97 %');
    await live.until(() => live.logs.length === 2);
    expect(live.logs).toEqual(sent);
  });

  it('filters on the server by query, and by subscription later', async () => {
    const live = await listen('?category=Resource%20Usage&minSeverity=7');
    await send('User 1 logged in.', 'disk usage at 97 %');
    await live.until(() => live.logs.length > 0);
    expect(live.logs.map(({ category }) => category)).toEqual(['Resource Usage']);
    live.send({ type: 'subscribe', filter: { q: 'LOGGED', triage: ['normal'] } });
    await live.until(() => live.frames.some(({ type }) => type === 'subscribed'));
    await send('disk usage at 98 %', 'User 2 logged in.');
    await live.until(() => live.logs.length > 1);
    expect(live.logs.slice(1).map(({ message }) => message)).toEqual(['User 2 logged in.']);
  });

  it('pauses, counts what passes meanwhile, and resumes', async () => {
    const live = await listen();
    live.send({ type: 'pause' });
    await live.until(() => live.frames.some(({ type }) => type === 'paused'));
    const other = await listen();
    await send('one', 'two');
    await other.until(() => other.logs.length === 2);
    live.send({ type: 'resume' });
    await live.until(() => live.frames.some(({ type }) => type === 'resumed'));
    expect(live.frames.at(-1)).toEqual({ type: 'resumed', missed: 2 });
    expect(live.logs).toEqual([]);
  });

  it('replays what was stored after an id, then goes on live without gap or repeat', async () => {
    const [first, ...rest] = await send('a', 'b', 'c', 'd');
    const live = await listen(`?since=${first!.id}`);
    const later = await send('e', 'f');
    await live.until(() => live.logs.length >= 5);
    expect(live.logs.map(({ id }) => id)).toEqual([...rest, ...later].map(({ id }) => id));
    expect(live.frames.find(({ type }) => type === 'replayed')).toMatchObject({ complete: true });
  });

  it('caps a frame and says how many logs it left out', async () => {
    const live = await listen('?q=burst');
    await send(...Array.from({ length: 200 }, (_, i) => `burst ${String(i)}`));
    await live.until(() => live.logs.length >= 50);
    await send('burst at last');
    await live.until(() => live.logs.some(({ message }) => message === 'burst at last'));
    const dropped = live.frames.reduce((sum, frame) => sum + (frame.dropped ?? 0), 0);
    expect(live.logs.length + dropped).toBe(201);
    expect(dropped).toBe(150);
  });

  it.each([
    ['?minSeverity=99', /minSeverity.*10/],
    ['?nonsense=1', /nonsense/],
    ['?since=yesterday', /since/],
    ['?triage=urgent', /triage/],
  ])('refuses %s by name', async (query, detail) => {
    const live = await listen(query);
    await live.until(() => live.closed !== null);
    expect(live.frames[0]?.['detail']).toMatch(detail);
    expect(live.closed?.code).toBe(1008);
  });

  it('answers a frame it cannot read and keeps the connection', async () => {
    const live = await listen();
    live.send('nonsense');
    live.send({ type: 'dance' });
    await live.until(() => live.frames.filter(({ type }) => type === 'error').length === 2);
    await send('still here');
    await live.until(() => live.logs.length === 1);
  });

  it('cuts off a frame that is too large', async () => {
    const live = await listen();
    live.send('x'.repeat(20_000));
    await live.until(() => live.closed !== null);
    expect(live.closed?.code).toBe(1009);
  });

  it('lets no page of another host in', async () => {
    await expect(LiveSocket.open(server.url, '', { origin: 'https://evil.example' })).rejects.toThrow('401');
    const own = await listen('', { origin: server.url });
    expect(own.frames[0]?.type).toBe('hello');
  });

  it('takes no more clients than configured', async () => {
    for (let i = 0; i < 5; i++) await listen();
    const sixth = await listen();
    await sixth.until(() => sixth.closed !== null);
    expect(sixth.closed).toEqual({ code: 1013, reason: 'at most 5 clients' });
  });
});

describe('a client that does not read', () => {
  it('loses frames and is cut off, while others get everything', async () => {
    const own = await startTestServer({ WS_FRAME_MS: '10', WS_FRAME_LOGS: '100000', WS_BUFFER: '64 KiB' });
    const slow = await LiveSocket.open(own.url);
    slow.socket.pause();
    const fast = await LiveSocket.open(own.url);
    const line = `burst ${'x'.repeat(2000)}`;
    let sent = 0;
    while (slow.socket.readyState === slow.socket.OPEN && sent < 30_000) {
      await postJson(`${own.url}/classify/batch`, Array<string>(1000).fill(line));
      sent += 1000;
      const clients = await (await fetch(`${own.url}/metrics`)).text();
      if (clients.includes('active_connections 1\n')) break;
    }
    await fast.until(() => fast.logs.length === sent);
    const metrics = await (await fetch(`${own.url}/metrics`)).text();
    expect(metrics).toContain('active_connections 1\n');
    fast.close();
    slow.socket.terminate();
    await own.stop();
  });
});
