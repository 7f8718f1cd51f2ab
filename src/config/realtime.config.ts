import { setting, type SliceValues } from './setting';
import { bytes, int } from './schemas';

export const realtimeSlice = {
  maxClients: setting({
    env: 'WS_MAX_CLIENTS',
    doc: 'WebSocket clients at once.',
    schema: int(1, 100_000),
    default: 500,
  }),
  frameMs: setting({
    env: 'WS_FRAME_MS',
    doc: 'Time between two frames, in milliseconds.',
    schema: int(10, 10_000),
    default: 100,
  }),
  frameLogs: setting({
    env: 'WS_FRAME_LOGS',
    doc: 'Most logs in one frame; more are dropped and counted.',
    schema: int(1, 100_000),
    default: 500,
  }),
  bufferBytes: setting({
    env: 'WS_BUFFER',
    doc: 'Unsent bytes from which a slow client loses frames; at four times that it is disconnected.',
    schema: bytes(),
    default: 1024 * 1024,
  }),
  replayLogs: setting({
    env: 'WS_REPLAY_LOGS',
    doc: 'Most logs replayed for ?since=.',
    schema: int(1, 1_000_000),
    default: 10_000,
  }),
};

export type RealtimeConfig = SliceValues<typeof realtimeSlice>;
