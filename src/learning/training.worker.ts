import { workerData } from 'node:worker_threads';
import { modelPaths } from '../classification/bert/classifier-model';
import { Encoder } from '../classification/bert/encoder';
import { runJob } from './run-job';
import { trainVersion, type TrainingPlan } from './train-version';

/** Fitting holds its thread for seconds, so it has one of its own, and an encoder of its own beside it. */
void runJob('training', async (tell) => {
  const plan = workerData as TrainingPlan;
  const encoder = new Encoder({ folder: modelPaths.encoder(plan.modelDir), maxWaiting: plan.rows.length });
  try {
    const { manifest } = await trainVersion(plan, encoder, tell);
    return manifest.version;
  } finally {
    await encoder.close();
  }
});
