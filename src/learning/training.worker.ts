import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { modelPaths } from '../classification/bert/classifier-model';
import { Encoder } from '../classification/bert/encoder';
import { messageOf } from '../core/errors';
import { trainVersion, type TrainingPlan } from './train-version';
import type { FromTraining } from './training-protocol';

/** Fitting holds its thread for seconds, so it has one of its own, and an encoder of its own beside it. */
async function run(port: MessagePort, plan: TrainingPlan): Promise<void> {
  const tell = (message: FromTraining): void => {
    port.postMessage(message);
  };
  let stopped = false;
  // It is told nothing but to stop.
  port.on('message', () => {
    stopped = true;
  });
  const encoder = new Encoder({ folder: modelPaths.encoder(plan.modelDir), maxWaiting: plan.rows.length });
  try {
    const { manifest } = await trainVersion(plan, encoder, (progress) => {
      if (stopped) throw new Error('the training was stopped');
      tell({ kind: 'progress', ...progress });
    });
    tell({ kind: 'done', version: manifest.version });
  } catch (error) {
    tell({ kind: 'failed', detail: messageOf(error) });
  } finally {
    await encoder.close();
    port.close();
  }
}

if (parentPort === null) throw new Error('training.worker runs in a worker thread only');
void run(parentPort, workerData as TrainingPlan);
