import { isIP, isIPv4 } from 'node:net';
import type { ClassifiedLog } from '../../core/log';

const ADDRESS_FIELDS = [
  'clientIp',
  'client_ip',
  'ip',
  'remote_addr',
  'remoteAddress',
  'remote_ip',
  'remoteIp',
  'source_ip',
  'sourceIp',
  'src_ip',
  'srcip',
  'src',
  'SRC',
  'c-ip',
  'client',
  'rhost',
  'addr',
  'source.ip',
  'client.address',
] as const;
/** UTF-16 code units of a message that are searched for an address. */
const SEARCHED_LENGTH = 512;
/** Where security logs name the other side: `from 1.2.3.4`, `rhost=1.2.3.4`, `[client 1.2.3.4:80]`. */
const NAMED_IN_TEXT =
  /(?:\bfrom |\brhost=|\bclient:? |\bSRC=|\bip=|\baddr(?:ess)?=|\bhost[=:] ?|\bby |\[)\[?((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{1,4}:[0-9a-f:.]{2,40})(?![\w.])/i;

/** The address of the other side as the log gives it, public or not; null when it gives none. */
export function clientAddress({ fields, message }: ClassifiedLog): string | null {
  for (const name of ADDRESS_FIELDS) {
    const value = fields[name];
    if (typeof value === 'string') {
      const address = bare(value);
      if (address !== null) return address;
    }
  }
  if ('status' in fields) return null;
  return bare(NAMED_IN_TEXT.exec(message.slice(0, SEARCHED_LENGTH))?.[1] ?? '');
}

/** The address without port, brackets or zone; null when it is none. */
function bare(text: string): string | null {
  if (text.length < 3 || text.length > 64) return null;
  const first = text.charCodeAt(0);
  // Host names are common in this place; most begin with a letter that no address has.
  if (first > 0x66 && first !== 0x5b) return null;
  if (!text.includes(':')) return isIPv4(text) ? text : null;
  if (isIP(text) !== 0) return unmapped(text);
  const bracketed = /^\[([^\]%]+)(?:%\w+)?\](?::\d+)?$/.exec(text)?.[1];
  const ported = bracketed ?? /^((?:\d{1,3}\.){3}\d{1,3}):\d{1,5}$/.exec(text)?.[1];
  return ported !== undefined && isIP(ported) !== 0 ? unmapped(ported) : null;
}

/** `::ffff:1.2.3.4` is the IPv4 address that it carries. */
function unmapped(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** True for addresses that the Internet does not route (RFC 6890): private, loopback, link-local, documentation ... */
export function isReserved(address: string): boolean {
  if (address.includes(':'))
    return !/^[23]/.test(address) || /^(?:2001:0?db8|2001:0?:|2002:(?:0a|a9fe|c0a8|7f))/i.test(address);
  const [first, second] = [address.indexOf('.'), address.indexOf('.', address.indexOf('.') + 1)];
  const a = Number(address.slice(0, first));
  const b = Number(address.slice(first + 1, second));
  const c = Number(address.slice(second + 1, address.indexOf('.', second + 1)));
  return (
    a === 10 ||
    a === 127 ||
    a === 0 ||
    a >= 224 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 198 && (b === 18 || b === 19)) ||
    (a === 192 && b === 0 && (c === 0 || c === 2)) ||
    (a === 198 && b === 51 && c === 100) ||
    (a === 203 && b === 0 && c === 113)
  );
}
