import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

export const SMTP_USER = 'logsieve';
export const SMTP_PASSWORD = 'smtp-double-password';

export interface ReceivedMail {
  readonly from: string;
  readonly recipients: readonly string[];
  /** Names in small letters; folded lines are put together. */
  readonly headers: ReadonlyMap<string, string>;
  /** Headers and body as they came. */
  readonly raw: string;
}

/** How one mail goes wrong: a reply at a stage, or the connection lost before or after the mail was taken. */
export type SmtpFault =
  { readonly at: 'rcpt' | 'data'; readonly code: number; readonly text: string } | 'drop' | 'dropAfter';

/** A real SMTP server, without TLS, that misbehaves when asked to. */
export class SmtpDouble {
  readonly mails: ReceivedMail[] = [];
  /** Recipients that it knows nothing of. */
  readonly unknown = new Set<string>();
  connections = 0;
  private readonly faults: SmtpFault[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, callback) => {
      if (username === SMTP_USER && password === SMTP_PASSWORD) callback(null, { user: username });
      else callback(replyError(535, 'Authentication failed'));
    },
    onRcptTo: ({ address }, _session, callback) => {
      const fault = this.faults[0];
      if (this.unknown.has(address)) callback(replyError(550, 'No such user'));
      else if (typeof fault === 'object' && fault.at === 'rcpt') {
        this.faults.shift();
        callback(replyError(fault.code, fault.text));
      } else callback();
    },
    onData: (stream, session, callback) => {
      void text(stream).then((raw) => {
        const fault = this.faults.shift();
        if (typeof fault === 'object') callback(replyError(fault.code, fault.text));
        else {
          if (fault !== 'drop') this.mails.push(mailOf(raw, session));
          if (fault === undefined) callback();
          else for (const socket of this.sockets) socket.destroy();
        }
      });
    },
  });

  static async start(): Promise<SmtpDouble> {
    const double = new SmtpDouble();
    // Lost connections are part of what is tried out.
    double.server.on('error', () => undefined);
    await new Promise<void>((resolve) => double.server.listen(0, '127.0.0.1', resolve));
    double.server.server.on('connection', (socket) => {
      double.connections++;
      double.sockets.add(socket);
      socket.once('close', () => double.sockets.delete(socket));
    });
    return double;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  get openConnections(): number {
    return this.sockets.size;
  }

  /** The next mails end so, one each. */
  next(...faults: readonly SmtpFault[]): void {
    this.faults.push(...faults);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(resolve);
    });
  }
}

function replyError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function mailOf(raw: string, { envelope }: SMTPServerSession): ReceivedMail {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  const headers = new Map(
    head
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
  return { from, recipients: envelope.rcptTo.map(({ address }) => address), headers, raw };
}
