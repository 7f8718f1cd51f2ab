import type { Manifest } from '../classification/bert/classifier-model';
import type { LiveModels, LoadedModel } from '../classification/bert/live-models';
import { ModelFileError } from '../classification/bert/model-file';
import { InputError } from '../core/errors';
import type { ModelRegistry, ModelRoles } from './model-registry';
import type { PromotionGate } from './promotion-gate';
import type { VersionMetrics } from './version-metrics';

/**
 * Changes which versions answer, on disk and in the running server, one change after another. The version is loaded and
 * checked first, then `current.json` is replaced, then the server takes it: whatever fails, the old one stays.
 */
export class ModelVersions {
  private last: Promise<unknown> = Promise.resolve();

  /** @param live null when BERT is off: then versions can be looked at, but none answers */
  constructor(
    readonly registry: ModelRegistry,
    private readonly gate: PromotionGate | null,
    private readonly live: LiveModels | null,
  ) {}

  /** The version that really answers here; null when none does. */
  current(): string | null {
    return this.live === null ? this.registry.current() : (this.live.manifest?.version ?? null);
  }

  /** The version before the current one, and the one that is tried. */
  others(): Pick<ModelRoles, 'previous' | 'candidate'> {
    const { previous = null, candidate = null } = this.registry.roles() ?? {};
    return { previous, candidate };
  }

  /** @throws InputError when there is no such version, or its manifest is broken */
  find(version: string): Manifest {
    if (!this.registry.has(version)) {
      throw new InputError('not_found', 'unknown_model', `there is no model version "${version.slice(0, 64)}"`);
    }
    return usable(() => this.registry.manifest(version));
  }

  /** @throws InputError when the metrics of a version are broken */
  metrics(manifest: Manifest): VersionMetrics {
    return usable(() => this.registry.metrics(manifest));
  }

  /**
   * Lets a version answer from the next batch on.
   * @param force also when it is worse than the current one, or nobody can tell
   * @throws InputError when it is unknown, broken or, without force, not known to be as good
   */
  promote(version: string, force: boolean): Promise<void> {
    return this.change(async () => {
      const manifest = this.find(version);
      const { live, gate } = this.running();
      const model = await this.load(live, version);
      if (!force) await usableLater(gate.check(manifest));
      this.registry.promote(version);
      live.use(model);
    });
  }

  /** Goes back to the version before; done twice, it is undone. @returns the version that answers now */
  rollback(): Promise<string> {
    return this.change(async () => {
      const { previous } = this.others();
      if (previous === null) throw new InputError('conflict', 'no_previous_model', 'there is no version to go back to');
      const { live } = this.running();
      const model = await this.load(live, previous);
      this.registry.promote(previous);
      live.use(model);
      return previous;
    });
  }

  /**
   * Tries a version beside the current one, also over a restart.
   * @param share 0..1 of the templates get its answers; with null nobody does, they are only compared
   */
  tryOut(version: string, share: number | null): Promise<void> {
    return this.change(async () => {
      this.find(version);
      const { live } = this.running();
      const current = this.current();
      if (current === null) throw new InputError('conflict', 'no_current_model', 'no model answers yet; promote one');
      if (current === version) {
        throw new InputError('conflict', 'is_current', `${version} answers already, it cannot be a candidate`);
      }
      const model = await this.load(live, version);
      this.registry.setCandidate({ version, share });
      live.tryOut(model, share);
    });
  }

  /** @throws InputError when this version is not being tried */
  endTrial(version: string): Promise<void> {
    return this.change(() => {
      if (this.others().candidate?.version !== version) {
        throw new InputError('conflict', 'no_candidate', `${version} is not being tried`);
      }
      this.registry.setCandidate(null);
      this.live?.tryOut(null, null);
      return Promise.resolve();
    });
  }

  /** Goes on with the trial that was going on when the server stopped. @throws InputError when that is not possible */
  async resume(): Promise<void> {
    const { candidate } = this.others();
    if (candidate === null || this.live === null) return;
    this.live.tryOut(await this.load(this.live, candidate.version), candidate.share);
  }

  private running(): { live: LiveModels; gate: PromotionGate } {
    if (this.live !== null && this.gate !== null) return { live: this.live, gate: this.gate };
    throw new InputError('conflict', 'bert_off', 'no model answers here, because BERT_ENABLED is false');
  }

  private load(live: LiveModels, version: string): Promise<LoadedModel> {
    return usableLater(live.load(version));
  }

  private change<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    // The next change starts when this one is over, however it ended; its caller hears of a failure.
    this.last = result.catch(() => undefined);
    return result;
  }
}

/** Broken files of a model are the folder's fault, not ours: the caller is told which. */
function usable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw refused(error);
  }
}

async function usableLater<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    throw refused(error);
  }
}

function refused(error: unknown): unknown {
  return error instanceof ModelFileError ? new InputError('unprocessable', 'broken_model', error.message) : error;
}
