import { setting, type SliceValues } from './setting';
import { int, oneOf, text } from './schemas';

export const serverSlice = {
  port: setting({
    env: 'PORT',
    doc: 'TCP port of the HTTP server; 0 picks a free one and prints it.',
    schema: int(0, 65535),
    default: 3000,
  }),
  host: setting({
    env: 'HOST',
    doc: 'Address to listen on. The API has no authentication yet: keep it on loopback or behind a proxy.',
    schema: text(),
    default: '127.0.0.1',
  }),
  dataDir: setting({
    env: 'DATA_DIR',
    doc: 'Folder for the embedded database, uploads and job results.',
    schema: text(),
    default: './data',
  }),
  logLevel: setting({
    env: 'LOG_LEVEL',
    doc: "The server's own logging: fatal, error, warn, info, debug, trace or silent.",
    schema: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    default: 'info' as const,
  }),
  shutdownSeconds: setting({
    env: 'SHUTDOWN_SECONDS',
    doc: 'Longest time a graceful stop may take, in seconds.',
    schema: int(1, 600),
    default: 25,
  }),
};

export type ServerConfig = SliceValues<typeof serverSlice>;
