import { commandTagOf, createFramer, sqlOf, type WireMessage } from './wire-messages';

describe('createFramer', () => {
  it('cuts what a client sends into messages, wherever the chunks end', () => {
    const sent = Buffer.concat([
      untyped(80877103),
      untyped(196608, 'user\0ada\0\0'),
      typed('Q', 'select 1\0'),
      typed('X', ''),
    ]);

    for (let chunkBytes = 1; chunkBytes <= sent.length; chunkBytes++) {
      const messages = inChunks(sent, chunkBytes).flatMap(createFramer('client'));
      expect(messages.map((message) => message.type)).toEqual(['encryption-request', 'startup', 'Q', 'X']);
      expect(Buffer.concat(messages.map((message) => message.bytes))).toEqual(sent);
    }
  });

  it('takes every message of the server for a typed one', () => {
    const sent = Buffer.concat([typed('R', '\0\0\0\0'), typed('C', 'COMMIT\0'), typed('Z', 'I')]);
    expect(createFramer('server')(sent).map((message) => message.type)).toEqual(['R', 'C', 'Z']);
  });

  it('tells a cancel request from a startup', () => {
    expect(createFramer('client')(untyped(80877102, '12345678'))[0]?.type).toBe('cancel-request');
  });
});

describe('sqlOf', () => {
  it.each([
    ['a query', typed('Q', 'select 1\0'), 'select 1'],
    ['a parse with a name', typed('P', 'statement\0select $1\0\0\0'), 'select $1'],
    ['a parse without a name', typed('P', '\0select $1\0\0\0'), 'select $1'],
    ['a sync', typed('S', ''), undefined],
  ])('of %s', (_name, bytes, sql) => {
    expect(sqlOf(message('client', bytes))).toBe(sql);
  });
});

describe('commandTagOf', () => {
  it('is the tag of CommandComplete and of nothing else', () => {
    expect(commandTagOf(message('server', typed('C', 'INSERT 0 1\0')))).toBe('INSERT 0 1');
    expect(commandTagOf(message('server', typed('Z', 'I')))).toBeUndefined();
  });
});

function typed(type: string, body: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(Buffer.byteLength(body) + 4);
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)]);
}

function untyped(code: number, body = ''): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt32BE(Buffer.byteLength(body) + 8, 0);
  head.writeInt32BE(code, 4);
  return Buffer.concat([head, Buffer.from(body)]);
}

function message(from: WireMessage['from'], bytes: Buffer): WireMessage {
  return { from, type: String.fromCharCode(bytes.readUInt8(0)), bytes };
}

function inChunks(bytes: Buffer, chunkBytes: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += chunkBytes) chunks.push(bytes.subarray(start, start + chunkBytes));
  return chunks;
}
