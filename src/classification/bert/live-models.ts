import type { EnrichedLog } from '../../core/log';
import { whenAnswered, type ClassificationStrategy, type Verdicts } from '../strategy';
import { TemplateCache, type CacheCounts } from '../verdict-cache';
import { answerKeyOf, BertStrategy, type BertStrategyOptions } from './bert.strategy';
import { modelPaths, readClassifierModel, type Manifest } from './classifier-model';
import { Encoder, type EncoderOptions } from './encoder';
import type { Heads, Votes } from './heads';
import type { LevelBand } from './level-evidence';
import { ModelFileError } from './model-file';
import { modelText } from './model-text';
import { countCategories, ModelTally } from './model-tally';

export interface LiveModelsOptions extends BertStrategyOptions {
  /** Model folder: `encoder/`, `classifier/<version>/` and `current.json`. */
  readonly folder: string;
  /** Templates whose verdict is remembered, for each version. */
  readonly templateCache: number;
  /** Limits of the encoder. */
  readonly encoder?: Omit<EncoderOptions, 'folder'>;
}

/** A classifier version, checked and ready to answer, with its own memory of templates. */
export interface LoadedModel {
  readonly manifest: Manifest;
  readonly heads: Heads;
  readonly answers: ClassificationStrategy;
}

/** Who answers: the version in force, or the one that is being tried. */
export type ModelRole = 'current' | 'candidate';

interface Candidate {
  readonly model: LoadedModel;
  /** Share of the templates that it answers; null: none, its answers are only compared. */
  readonly share: number | null;
}

/**
 * The classifier versions that answer, over one encoder: the current one and perhaps a candidate. Which ones is
 * looked up once a batch, and each has a template cache of its own: a batch ends with the versions with which it
 * began, and none sees what an earlier version has said.
 */
export class LiveModels implements ClassificationStrategy {
  readonly stage = 'bert';
  readonly encoder: Encoder;
  readonly cacheCounts: CacheCounts = { hits: 0, misses: 0 };
  private current: LoadedModel | null = null;
  private candidate: Candidate | null = null;
  /** True while a candidate in the shadow works. */
  private shadowing = false;
  private readonly byRole = { current: new ModelTally(), candidate: new ModelTally() };
  private readonly byVersion = new Map<string, ModelTally>();

  private constructor(private readonly options: LiveModelsOptions) {
    this.encoder = new Encoder({ ...options.encoder, folder: modelPaths.encoder(options.folder) });
  }

  /** Loads the current version. One that is refused is reported to `onError` and leaves every log open. */
  static async open(options: LiveModelsOptions): Promise<LiveModels> {
    const models = new LiveModels(options);
    try {
      models.use(await models.load());
    } catch (error) {
      options.onError(error instanceof Error ? error : new Error(String(error)));
    }
    return models;
  }

  /** The current version's manifest; null when no model could be loaded. */
  get manifest(): Manifest | null {
    return this.current?.manifest ?? null;
  }

  /**
   * Reads a version and checks every file of it; it does not answer yet.
   * @param version by default the one that `current.json` names
   * @throws ModelFileError naming the file that is missing, broken or made for another encoder
   */
  async load(version?: string): Promise<LoadedModel> {
    const { folder, templateCache } = this.options;
    const model = readClassifierModel(folder, version);
    const { manifest } = model;
    const { hash } = await this.encoder.start();
    if (hash !== manifest.encoder) {
      throw new ModelFileError(
        modelPaths.version(folder, manifest.version),
        `was trained on encoder ${manifest.encoder}, but ${hash} is installed`,
      );
    }
    const strategy = new BertStrategy(this.encoder, model, this.options);
    return {
      manifest,
      heads: model.heads,
      answers: new TemplateCache(strategy, answerKeyOf, templateCache, this.cacheCounts),
    };
  }

  /** Lets a version answer from the next batch on. A trial goes on, unless it was this version's. */
  use(model: LoadedModel): void {
    this.current = model;
    if (this.candidate?.model.manifest.version === model.manifest.version) this.candidate = null;
  }

  /**
   * Tries a version beside the current one. Null ends the trial.
   * @param share 0..1 of the templates, always the same ones, get its answers; with null nobody gets them
   */
  tryOut(model: LoadedModel | null, share: number | null): void {
    this.candidate = model === null ? null : { model, share };
  }

  /** The role of a version now; null when it has none. */
  roleOf(version: string): ModelRole | null {
    if (version === this.current?.manifest.version) return 'current';
    return version === this.candidate?.model.manifest.version ? 'candidate' : null;
  }

  /** What a version has answered since the start of the process. */
  tallyOf(version: string): ModelTally {
    let tally = this.byVersion.get(version);
    if (tally === undefined) this.byVersion.set(version, (tally = new ModelTally()));
    return tally;
  }

  /** What was answered in a role since the start of the process, whatever version had it. */
  tallyOfRole(role: ModelRole): ModelTally {
    return this.byRole[role];
  }

  classify(logs: readonly EnrichedLog[]): Verdicts | Promise<Verdicts> {
    const { current, candidate } = this;
    if (current === null) return logs.map(() => null);
    if (candidate === null) return this.ask('current', current, logs);
    if (candidate.share !== null) return this.split(logs, current, candidate.model, candidate.share);
    const answer = this.ask('current', current, logs);
    this.shadow(candidate.model, logs, answer);
    return answer;
  }

  /** What the version that answers thinks of a masked message of this level; null when there is none. */
  async votesOn(masked: string, level: LevelBand): Promise<(Votes & { readonly version: string }) | null> {
    const { current } = this;
    if (current === null) return null;
    const text = modelText(masked);
    const [vector] = await this.encoder.encode([text]);
    if (vector === undefined) throw new Error('one text must give one embedding');
    return { version: current.manifest.version, ...current.heads.votes(vector, text, level) };
  }

  /** Finishes what was asked and ends the encoder's thread. */
  close(): Promise<void> {
    return this.encoder.close();
  }

  private ask(role: ModelRole, model: LoadedModel, logs: readonly EnrichedLog[]): Verdicts | Promise<Verdicts> {
    const count = (verdicts: Verdicts): Verdicts => {
      const counts = countCategories(verdicts);
      this.byRole[role].add(counts);
      this.tallyOf(model.manifest.version).add(counts);
      return verdicts;
    };
    const answer = model.answers.classify(logs);
    return whenAnswered(answer, count);
  }

  private split(
    logs: readonly EnrichedLog[],
    current: LoadedModel,
    candidate: LoadedModel,
    share: number,
  ): Verdicts | Promise<Verdicts> {
    const chosen = logs.map(({ formId }) => isInShare(formId, share));
    const mine = this.ask(
      'current',
      current,
      logs.filter((_, index) => chosen[index] === false),
    );
    const theirs = this.ask(
      'candidate',
      candidate,
      logs.filter((_, index) => chosen[index] === true),
    );
    return mine instanceof Promise || theirs instanceof Promise
      ? Promise.all([mine, theirs]).then((parts) => merge(chosen, ...parts))
      : merge(chosen, mine, theirs);
  }

  /**
   * Asks the candidate what nobody gets to see, and compares. At most one batch at a time, so that a candidate can never
   * fill the encoder's queue; batches that come meanwhile are not compared.
   */
  private shadow(candidate: LoadedModel, logs: readonly EnrichedLog[], answer: Verdicts | Promise<Verdicts>): void {
    const tallies = [this.byRole.candidate, this.tallyOf(candidate.manifest.version)];
    if (this.shadowing) {
      for (const tally of tallies) tally.skipped += logs.length;
      return;
    }
    this.shadowing = true;
    Promise.all([answer, this.ask('candidate', candidate, logs)])
      .then(([seen, unseen]) => {
        for (const tally of tallies) compare(seen, unseen, tally);
      })
      .catch((error: unknown) => {
        this.options.onError(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => {
        this.shadowing = false;
      });
  }
}

/** Template ids are hashes, so their first 32 bits are as good as a random number, and the same one every time. */
function isInShare(formId: string, share: number): boolean {
  return Number.parseInt(formId.slice(0, 8), 16) < share * 2 ** 32;
}

/** Puts two parts back into one order; `second[i]` says which part the i-th belongs to. */
function merge(second: readonly boolean[], first: Verdicts, other: Verdicts): Verdicts {
  let [a, b] = [0, 0];
  return second.map((isSecond) => (isSecond ? other[b++] : first[a++]) ?? null);
}

function compare(seen: Verdicts, unseen: Verdicts, tally: ModelTally): void {
  seen.forEach((verdict, index) => {
    const other = unseen[index] ?? null;
    if (verdict === null || other === null) return;
    if (verdict.category === other.category) tally.agreed++;
    else tally.differed++;
  });
}
