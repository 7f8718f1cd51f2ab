import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { messageOf } from '../../core/errors';
import type { EncoderWorkerData, FromEncoder, ToEncoder } from './encoder-protocol';
import { SentenceModel } from './sentence-model';

/** Serves one message after another; the thread ends by itself once the port is closed, never inside a run. */
async function serve(port: MessagePort, data: EncoderWorkerData): Promise<void> {
  const answer = (message: FromEncoder, transfer: ArrayBuffer[] = []): void => {
    port.postMessage(message, transfer);
  };
  let model: SentenceModel;
  try {
    model = await SentenceModel.load(data.folder, data.maxTokens);
  } catch (error) {
    answer({ kind: 'refused', detail: messageOf(error) });
    port.close();
    return;
  }

  const handle = async (message: ToEncoder): Promise<void> => {
    if (message.kind === 'close') {
      await model.close();
      port.close();
      return;
    }
    try {
      const vectors = await model.embed(message.texts);
      answer({ kind: 'encoded', vectors }, [vectors.buffer as ArrayBuffer]);
    } catch (error) {
      answer({ kind: 'failed', detail: messageOf(error) });
    }
  };
  let last: Promise<void> = Promise.resolve();
  port.on('message', (message: ToEncoder) => {
    last = last.then(() => handle(message));
  });
  answer({ kind: 'ready', dimensions: model.dimensions, hash: model.hash });
}

if (parentPort === null) throw new Error('encoder.worker runs in a worker thread only');
void serve(parentPort, workerData as EncoderWorkerData);
