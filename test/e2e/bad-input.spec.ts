import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import {
  eventually,
  post,
  postJson,
  requestJson,
  startTestServer,
  upload,
  type Answered,
  type TestServer,
} from '../support/server';
import { xlsx, zip } from '../support/zip';

interface Body {
  code?: string;
  detail?: string;
  results?: {
    id?: string;
    message?: string;
    error?: { code: string; detail: string };
    fields?: Record<string, unknown>;
  }[];
}

let server: TestServer;
let batch: string;

beforeAll(async () => {
  server = await startTestServer({
    MAX_JSON_BODY: '3 MiB',
    MAX_UPLOAD: '20 MiB',
    MAX_BATCH_ROWS: '2000',
  });
  batch = `${server.url}/classify/batch`;
});

afterAll(async () => {
  // Whatever was thrown at it, it still answers, and nothing was half stored.
  expect((await postJson(`${server.url}/classify`, { message: 'still here' })).status).toBe(200);
  await server.stop();
});

const json = (body: string | Buffer): Promise<Answered<Body>> => post<Body>(batch, 'application/json', body);
const nest = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

describe('a request that cannot be read', () => {
  const cases: [string, number, string, RegExp, () => Promise<Answered<Body>>][] = [
    ['invalid JSON', 400, 'invalid_json', /not valid JSON: .*\},\]/, () => json('{"logs":[{"message":"a"},]}')],
    ['no body', 400, 'empty_body', /no body/, () => json('')],
    ['not a batch', 400, 'not_a_batch', /\{"logs": \[\.\.\.\]\}/, () => json('{"message":"a"}')],
    ['logs of the wrong type', 400, 'not_a_batch', /array/, () => json('{"logs":"a"}')],
    ['empty batch', 400, 'empty_batch', /no logs/, () => json('{"logs":[]}')],
    ['deep JSON', 400, 'json_too_deep', /100000 levels.*36/, () => json('['.repeat(100_000))],
    [
      'too many logs',
      413,
      'too_many_logs',
      /2000.*2001/,
      () => json(JSON.stringify(Array.from({ length: 2001 }, () => 'a'))),
    ],
    ['a JSON body too large', 413, 'json_too_large', /3145728/, () => json(`["${'a'.repeat(3_200_000)}"]`)],
    ['an unknown type', 415, 'unknown_content_type', /application\/xml/, () => post(batch, 'application/xml', '<a/>')],
    [
      'an unknown encoding',
      415,
      'unknown_encoding',
      /"br".*gzip/,
      () => post(batch, 'text/plain', 'a', { 'content-encoding': 'br' }),
    ],
    [
      'broken gzip',
      422,
      'broken_gzip',
      /gzip/,
      () => post(batch, 'text/plain', 'not gzip', { 'content-encoding': 'gzip' }),
    ],
    [
      'a gzip bomb',
      413,
      'inflate_ratio',
      /100 times/,
      () => post(batch, 'text/plain', gzipSync('a'.repeat(18_000_000)), { 'content-encoding': 'gzip' }),
    ],
    [
      'a table without a message',
      422,
      'missing_message_column',
      /"a", "b"/,
      () => post(batch, 'text/csv', 'a,b\n1,2\n'),
    ],
    ['an empty CSV', 422, 'empty_file', /empty/, () => post(batch, 'text/csv', '')],
    ['a form without a file', 400, 'missing_file', /part "file"/, () => form({ source: 'x' })],
    ['an unknown file type', 415, 'unknown_file_type', /"a\.exe"/, () => upload(batch, 'a.exe', 'MZ')],
    ['an .xlsx that is none', 422, 'broken_xlsx', /not a readable \.xlsx/, () => upload(batch, 'a.xlsx', 'hello')],
    ['a zip that is no workbook', 422, 'broken_xlsx', /missing/, () => upload(batch, 'a.xlsx', zip({ 'a.txt': 'x' }))],
    ['an empty file', 422, 'empty_file', /empty/, () => upload(batch, 'a.log', '')],
    ['UTF-16', 422, 'utf16', /UTF-8/, () => upload(batch, 'a.csv', Buffer.from('\uFEFFmessage\na', 'utf16le'))],
    [
      'a zip bomb',
      413,
      'inflate_ratio',
      /100 times/,
      () =>
        upload(
          batch,
          'a.xlsx',
          xlsx([
            ['message'],
            ...Array.from({ length: 1000 }, () => ['a'.repeat(12_000)].map((inline) => ({ inline }))),
          ]),
        ),
    ],
    [
      'an upload too large',
      413,
      'upload_too_large',
      /20971520 bytes/,
      () => upload(batch, 'a.log', Buffer.alloc(21_000_000, 'a')),
    ],
    [
      'one log without a message',
      400,
      'missing_message',
      /"message"/,
      () => postJson(`${server.url}/classify`, { a: 1 }),
    ],
    [
      'one log of the wrong type',
      400,
      'wrong_type',
      /text, not a number/,
      () => postJson(`${server.url}/classify`, { message: 7 }),
    ],
    ['an id that is none', 400, 'not_a_uuid', /"zzz"/, () => requestJson(`${server.url}/classify/zzz`)],
    [
      'an unknown id',
      404,
      'unknown_log',
      /0192f0c2/,
      () => requestJson(`${server.url}/classify/0192f0c2-0000-7000-8000-000000000000`),
    ],
    [
      'an unknown job',
      404,
      'unknown_job',
      /no job/,
      () => requestJson(`${server.url}/jobs/0192f0c2-0000-7000-8000-000000000000`),
    ],
    ['an unknown filter', 400, 'bad_query', /foo/, () => requestJson(`${server.url}/logs?foo=1`)],
    ['a limit too large', 400, 'bad_query', /limit.*1000/, () => requestJson(`${server.url}/logs?limit=5000`)],
    ['a broken cursor', 400, 'bad_cursor', /cursor/, () => requestJson(`${server.url}/logs?cursor=abc`)],
    ['an unknown route', 404, 'not_found', /GET \/nope/, () => requestJson(`${server.url}/nope`)],
  ];

  it.each(cases)('%s is answered %i %s', async (_name, status, code, detail, send) => {
    const answer = await send();
    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.detail).toMatch(detail);
    expect(answer.body).toHaveProperty('requestId');
  });
});

describe('a row that cannot be read', () => {
  it.each<[string, string, string, RegExp]>([
    ['missing message', '{"text":"a"}', 'missing_message', /"message"/],
    ['wrong type', '{"message":["a"]}', 'wrong_type', /"message" must be a text, not an array/],
    ['wrong source', '{"message":"a","source":5}', 'wrong_type', /"source" must be a text, not a number/],
    ['wrong attributes', '{"message":"a","attributes":[1]}', 'wrong_type', /"attributes" must be an object/],
    ['bad time', '{"message":"a","timestamp":"soon"}', 'invalid_timestamp', /"timestamp".*ISO 8601/],
    ['__proto__', '{"message":"a","__proto__":{"x":1}}', 'forbidden_key', /__proto__/],
    ['nested __proto__', '{"message":"a","attributes":{"a":[{"__proto__":1}]}}', 'forbidden_key', /__proto__/],
    ['too deep', `{"message":"a","attributes":${nest(34)}}`, 'too_deep', /32 levels/],
    ['too many', `{"message":"a","l":[${'1,'.repeat(1500)}1]}`, 'too_many_attributes', /1000/],
    ['no object', '[1]', 'not_a_log', /not an array/],
  ])('%s is said in its result, and its neighbours are stored', async (_name, row, code, detail) => {
    const before = await server.db.count('logs');
    const { status, body } = await json(`[{"message":"first"},${row},{"message":"last"}]`);
    expect(status).toBe(200);
    expect(body.results?.map(({ message, error }) => message ?? error?.code)).toEqual(['first', code, 'last']);
    expect(body.results?.[1]?.error?.detail).toMatch(detail);
    expect(await server.db.count('logs')).toBe(before + 2);
  });

  it('in CSV too', async () => {
    const { body } = await post<Body>(batch, 'text/csv', 'message,source\nfirst,a\nlonely\n"open,b\nlast,c\n');
    expect(body.results?.map(({ message, error }) => message ?? error?.code)).toEqual([
      'first',
      'wrong_cell_count',
      'quote_not_closed',
      'last',
    ]);
    expect(body.results?.[1]?.error?.detail).toBe('the row has 1 cells, the header has 2');
    expect(body.results?.[2]?.error?.detail).toContain('line 4');
  });
});

describe('odd text', () => {
  it('is stored whatever it holds', async () => {
    const { body } = await json(
      JSON.stringify(['nul \0 here', 'lone \ud800 surrogate', '\u202eright to left', '<script>']),
    );
    expect(body.results?.map(({ message }) => message)).toEqual([
      'nul \uFFFD here',
      'lone \uFFFD surrogate',
      '\u202eright to left',
      '<script>',
    ]);
    expect(body.results?.[0]?.fields).toEqual({ 'logsieve.sanitized': true });
  });

  it('may be invalid UTF-8', async () => {
    const { body } = await post<Body>(batch, 'text/plain', Buffer.from([0x61, 0xff, 0xfe, 0x0a, 0x62]));
    expect(body.results?.map(({ message }) => message)).toEqual(['a\uFFFD\uFFFD', 'b']);
  });

  it('is cut at the line limit and flagged', async () => {
    const { body } = await post<Body>(batch, 'text/plain', `${'x'.repeat(1024 * 1024)}\nshort\n`);
    expect(body.results?.[0]?.message).toHaveLength(64 * 1024);
    expect(body.results?.[0]?.fields).toEqual({ 'logsieve.truncated': true });
    expect(body.results?.[1]?.message).toBe('short');
  });

  it('never reaches the prototype of an object', () => {
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

describe('an upload that never ends', () => {
  it('is refused by its announced size before it is sent', async () => {
    const { port } = new URL(server.url);
    const head = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `POST /classify/batch HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: ${String(2 * 1024 ** 3)}\r\n\r\n`,
        );
      });
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(head).toMatch(/^HTTP\/1\.1 413 /);
    expect(head).toContain('upload_too_large');
  });

  it('leaves nothing on disk when the client goes away', async () => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 100);
    const endless = new ReadableStream({
      async pull(stream) {
        await new Promise((resolve) => setImmediate(resolve));
        // Node's fetch goes on pulling after an abort; the process could never end.
        if (controller.signal.aborted) stream.close();
        else stream.enqueue(new Uint8Array(65_536).fill(97));
      },
    });
    const init = {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: endless,
      duplex: 'half',
      signal: controller.signal,
    };
    await expect(fetch(batch, init as RequestInit)).rejects.toThrow();
    const files = await eventually(
      () => readdir(`${server.dataDir}/uploads`),
      (names) => names.length === 0,
    );
    expect(files).toEqual([]);
  });
});

async function form(fields: Record<string, string>): Promise<Answered<Body>> {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return requestJson<Body>(batch, { method: 'POST', body: data });
}
