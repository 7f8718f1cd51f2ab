import { isIP } from 'node:net';
import type { Channel, ChannelMemory, DeliveryOutcome, Message } from '../../core/alert';
import { messageOf } from '../../core/errors';
import { isObject } from '../../core/json';
import { outcomeOf, type Failure } from '../call-error';
import { quotable } from '../http-refusal';
import { emailMessage } from './email.message';

const CONNECT_MS = 10_000;
/** Servers look for spam and viruses before they answer to the end of a mail. */
const ANSWER_MS = 30_000;

export interface EmailSettings {
  readonly host: string;
  readonly port: number;
  /** Empty for a server that asks for none. */
  readonly username: string;
  readonly password: string;
  /** See {@link tlsOf}. */
  readonly security: 'auto' | 'tls' | 'starttls' | 'none';
  /** Address, with or without a name. */
  readonly from: string;
  readonly recipients: readonly string[];
  /** Told of recipients that the server refuses while it takes the others. */
  readonly onWarn: (text: string) => void;
}

/** Sends mails; those about one alert make one conversation. */
export class EmailChannel implements Channel {
  readonly name = 'email';
  readonly target: string;
  /** What stands behind the @ of our Message-IDs. */
  private readonly domain: string;

  constructor(private readonly settings: EmailSettings) {
    this.target = `${settings.host}:${String(settings.port)}`;
    this.domain = /@([^@>\s]+)>?\s*$/.exec(settings.from)?.[1] ?? 'localhost';
  }

  send(message: Message, memory: ChannelMemory): Promise<DeliveryOutcome> {
    return outcomeOf(async () => {
      const own = `<${message.id}@${this.domain}>`;
      const first = message.kind === 'digest' ? null : firstIdIn(memory);
      const failure = await this.mailed(message, own, first);
      if (failure !== null) return failure;
      return { kind: 'delivered', externalId: own, memory: { messageId: first ?? own } };
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** One connection for one mail. */
  private async mailed(message: Message, messageId: string, first: string | null): Promise<Failure | null> {
    const { settings } = this;
    // Loaded by those who send mails: it takes 12 MB.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      host: settings.host,
      port: settings.port,
      ...tlsOf(settings),
      ...(settings.username === '' ? {} : { auth: { user: settings.username, pass: settings.password } }),
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      dnsTimeout: CONNECT_MS,
      socketTimeout: ANSWER_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    let handedOver = false;
    transport.use('stream', (mail, done) => {
      mail.message.processFunc((content) => {
        content.once('end', () => (handedOver = true));
        return content;
      });
      done();
    });
    try {
      const { rejected } = await transport.sendMail({
        from: settings.from,
        to: [...settings.recipients],
        messageId,
        ...(first === null ? {} : { inReplyTo: first, references: [first] }),
        ...emailMessage(message),
        headers: headersOf(message),
      });
      if (rejected.length > 0) settings.onWarn(`${this.target} takes no mail for ${rejected.join(', ')}`);
      return null;
    } catch (error) {
      return failureOf(error, this.target, { handedOver, password: settings.password });
    } finally {
      transport.close();
    }
  }
}

/**
 * `tls` from the first byte, `starttls` or nothing, `none` for a server in the same machine. `auto`: by the port, 465
 * or another; a password is not sent in the clear but to this machine.
 */
function tlsOf({ security, port, host, username }: EmailSettings): object {
  const local = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (security === 'none') return { secure: false, ignoreTLS: true };
  if (security === 'tls' || (security === 'auto' && port === 465)) return { secure: true };
  return { secure: false, requireTLS: security === 'starttls' || (username !== '' && !local) };
}

/** RFC 3834: nobody's absence note is wanted. */
function headersOf(message: Message): Record<string, string> {
  return {
    'Auto-Submitted': 'auto-generated',
    Precedence: 'bulk',
    'X-Auto-Response-Suppress': 'All',
    'X-Logsieve-Delivery': message.id,
    ...(message.kind === 'alert' ? { 'X-Logsieve-Alert': message.alert.fingerprint } : {}),
  };
}

/** RFC 5321 §4.2.1: 4yz is for now, 5yz for good; without a reply it depends on whether the whole mail has left. */
function failureOf(
  error: unknown,
  target: string,
  { handedOver, password }: { readonly handedOver: boolean; readonly password: string },
): Failure {
  const { responseCode, code } = isObject(error) ? error : {};
  const reason = `${target}: ${quotable(messageOf(error), [password])}`;
  if (typeof responseCode === 'number' && responseCode >= 400) {
    return responseCode < 500 ? { kind: 'retry', reason, afterMs: null } : { kind: 'dead', reason };
  }
  // Refused before anything was sent: no such method, no credentials, no usable address.
  if (code === 'EAUTH' || code === 'EENVELOPE') return { kind: 'dead', reason };
  return handedOver ? { kind: 'ambiguous', reason } : { kind: 'retry', reason, afterMs: null };
}

function firstIdIn(memory: ChannelMemory): string | null {
  const id = isObject(memory) ? memory['messageId'] : null;
  return typeof id === 'string' ? id : null;
}
