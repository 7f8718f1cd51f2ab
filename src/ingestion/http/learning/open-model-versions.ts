import { Logger } from '@nestjs/common';
import type { AppConfig } from '../../../config/config';
import { messageOf } from '../../../core/errors';
import { ModelRegistry } from '../../../learning/model-registry';
import { ModelVersions } from '../../../learning/model-versions';
import { PromotionGate } from '../../../learning/promotion-gate';
import type { OpenUnderstanding } from '../../../pipeline/understanding';

/** The model versions of the server; a trial that was going on when it stopped goes on. */
export async function openModelVersions(
  { classification, learning }: AppConfig,
  { models }: OpenUnderstanding,
): Promise<ModelVersions> {
  const registry = new ModelRegistry(classification.modelDir);
  const gate = models === null ? null : new PromotionGate(registry, models.encoder, learning.frozenCheck);
  const versions = new ModelVersions(registry, gate, models);
  try {
    await versions.resume();
  } catch (error) {
    new Logger('Models').warn(`the candidate is not tried on: ${messageOf(error)}`);
  }
  return versions;
}
