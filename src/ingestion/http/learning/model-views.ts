import { Inject, Injectable } from '@nestjs/common';
import { messageOf } from '../../../core/errors';
import type { ListedVersion } from '../../../learning/model-registry';
import { ModelVersions } from '../../../learning/model-versions';
import type { VersionMetrics } from '../../../learning/version-metrics';
import { FeedbackRepository } from '../../../persistence/feedback.repository';
import { UNDERSTANDING } from '../../../pipeline/pipeline.module';
import type { OpenUnderstanding } from '../../../pipeline/understanding';
import type { ModelJson, ModelListJson, ModelReportJson } from './model-schemas';

/** Shows model versions. */
@Injectable()
export class ModelViews {
  private readonly since = new Date().toISOString();

  constructor(
    private readonly versions: ModelVersions,
    private readonly feedback: FeedbackRepository,
    @Inject(UNDERSTANDING) private readonly understanding: OpenUnderstanding,
  ) {}

  list(): ModelListJson {
    return {
      current: this.versions.current(),
      ...this.versions.others(),
      models: this.versions.registry.list().map((listed) => this.view(listed)),
    };
  }

  /** @throws InputError when there is no such version, or it is broken */
  async report(version: string): Promise<ModelReportJson> {
    const manifest = this.versions.find(version);
    const metrics = this.versions.metrics(manifest);
    const tally = this.understanding.models?.tallyOf(version);
    return {
      model: this.view({ version, manifest, problem: null }),
      metrics,
      live: {
        since: this.since,
        answers: Object.fromEntries(tally?.answers ?? []),
        shadow: { agreed: tally?.agreed ?? 0, differed: tally?.differed ?? 0, skipped: tally?.skipped ?? 0 },
      },
      feedback: await this.feedback.countsOf(version),
    };
  }

  private view(listed: ListedVersion): ModelJson {
    const { version, manifest } = listed;
    const view = {
      version,
      roles: this.rolesOf(version),
      labels: manifest?.labels ?? [],
      rows: manifest?.rows ?? null,
      createdAt: manifest?.createdAt ?? null,
    };
    if (manifest === null) return { ...view, metrics: null, problem: listed.problem };
    try {
      return { ...view, metrics: headline(this.versions.registry.metrics(manifest)), problem: null };
    } catch (error) {
      return { ...view, metrics: null, problem: messageOf(error) };
    }
  }

  private rolesOf(version: string): ModelJson['roles'] {
    const { previous, candidate } = this.versions.others();
    const holders = { current: this.versions.current(), previous, candidate: candidate?.version };
    return (['current', 'previous', 'candidate'] as const).filter((role) => holders[role] === version);
  }
}

function headline({ heldOut, evaluation }: VersionMetrics): ModelJson['metrics'] {
  const { category, triage, severityError, calibrationError } = evaluation;
  return {
    heldOut,
    macroF1: category.macroF1,
    accuracy: category.accuracy,
    triageMacroF1: triage?.macroF1 ?? null,
    severityError,
    calibrationError,
  };
}
