import type { LogFeed } from '../../realtime/log-feed';
import { openLogs, type Step } from '../step';

/** Hands stored logs to whoever watches live. */
export function broadcastStep(feed: LogFeed): Step {
  return function broadcast(batch) {
    feed.publish(openLogs(batch));
  };
}
