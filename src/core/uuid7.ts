import { randomFillSync } from 'node:crypto';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

// Random bytes are drawn a pool at a time: one call for each id would cost more than the id.
const POOL = new Uint8Array(10 * 1024);
let used = POOL.length;

// RFC 9562 §6.2 method 1: a counter in rand_a and the first bits of rand_b keeps ids of one millisecond in order.
let lastMs = -1;
let counter = 0;

function randomByte(): number {
  if (used === POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  return POOL[used++] ?? 0;
}

function hex(byte: number): string {
  return HEX[byte & 0xff] ?? '00';
}

/**
 * A UUID version 7 (RFC 9562): 48 bits of `epochMs`, then an 18-bit counter seeded at random below its half, then
 * 56 random bits. Ids made in one process for the same millisecond sort in the order of their making, up to 131,072
 * of them; beyond that the counter wraps and only their order within the millisecond is lost.
 */
export function uuid7(epochMs: number): string {
  if (epochMs === lastMs) {
    counter = (counter + 1) & 0x3ffff;
  } else {
    lastMs = epochMs;
    counter = (randomByte() << 9) | (randomByte() << 1);
  }
  const high = Math.floor(epochMs / 0x10000);
  const low = epochMs % 0x10000;
  return (
    hex(high >>> 24) +
    hex(high >>> 16) +
    hex(high >>> 8) +
    hex(high) +
    '-' +
    hex(low >>> 8) +
    hex(low) +
    '-' +
    hex(0x70 | (counter >>> 14)) +
    hex(counter >>> 6) +
    '-' +
    hex(0x80 | (counter & 0x3f)) +
    hex(randomByte()) +
    '-' +
    hex(randomByte()) +
    hex(randomByte()) +
    hex(randomByte()) +
    hex(randomByte()) +
    hex(randomByte()) +
    hex(randomByte())
  );
}

/** True for any RFC 9562 UUID text. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The epoch milliseconds inside a version 7 UUID, or null for another version. */
export function uuid7Time(id: string): number | null {
  if (!isUuid(id) || id[14] !== '7') return null;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
