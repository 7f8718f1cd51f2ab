import { isIP } from 'node:net';

/** What a record of the test database may hold. */
type Value = string | number | { readonly [key: string]: Value };

const EMPTY = -1;

/**
 * Writes a small IPv4 database in the MaxMind DB format 2.0 with records of 24 bits
 * (https://maxmind.github.io/MaxMind-DB/). Networks must not overlap.
 */
export function mmdbFile(networks: Readonly<Record<string, Value>>, databaseType: string): Buffer {
  const data: Buffer[] = [];
  let dataLength = 0;
  const nodes: [number, number][] = [[EMPTY, EMPTY]];
  /** Data offsets, kept apart from node numbers until the number of nodes is known. */
  const leaves = new Map<string, number>();
  for (const [network, value] of Object.entries(networks)) {
    const bytes = encode(value);
    placeNetwork(nodes, leaves, network, dataLength);
    data.push(bytes);
    dataLength += bytes.length;
  }
  const tree = Buffer.alloc(nodes.length * 6);
  nodes.forEach((sides, node) => {
    sides.forEach((child, side) => {
      const leaf = leaves.get(`${String(node)}/${String(side)}`);
      const record = leaf !== undefined ? nodes.length + 16 + leaf : child === EMPTY ? nodes.length : child;
      tree.writeUIntBE(record, node * 6 + side * 3, 3);
    });
  });
  const metadata = encode({
    node_count: nodes.length,
    record_size: 24,
    ip_version: 4,
    database_type: databaseType,
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_760_000_000,
    languages: '',
    description: '',
  });
  return Buffer.concat([tree, Buffer.alloc(16), ...data, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), metadata]);
}

function placeNetwork(nodes: [number, number][], leaves: Map<string, number>, network: string, offset: number): void {
  const [address = '', length = '32'] = network.split('/');
  if (isIP(address) !== 4) throw new Error(`not an IPv4 network: ${network}`);
  const bits = address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('')
    .slice(0, Number(length));
  let node = 0;
  Array.from(bits).forEach((bit, depth) => {
    const side = bit === '1' ? 1 : 0;
    if (depth === bits.length - 1) {
      leaves.set(`${String(node)}/${String(side)}`, offset);
      return;
    }
    const sides = nodes[node]!;
    if (sides[side] === EMPTY) {
      sides[side] = nodes.length;
      nodes.push([EMPTY, EMPTY]);
    }
    node = sides[side];
  });
}

/** Type and size byte, then the value: text is type 2, an unsigned integer of 32 bits 6, a map 7. */
function encode(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(6, 4), bytes]);
  }
  const entries = Object.entries(value);
  return Buffer.concat([
    control(7, entries.length),
    ...entries.flatMap(([key, inner]) => [encode(key), encode(inner)]),
  ]);
}

function control(type: number, size: number): Buffer {
  return size < 29 ? Buffer.from([(type << 5) | size]) : Buffer.from([(type << 5) | 29, size - 29]);
}
