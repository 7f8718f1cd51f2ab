import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError, messageOf } from '../core/errors';
import {
  currentSchema,
  manifestSchema,
  modelPaths,
  readClassifierModel,
  readHead,
  readManifest,
  type Manifest,
} from '../classification/bert/classifier-model';
import type { HeadFile } from '../classification/bert/head-file';
import { readModelJson, sha256 } from '../classification/bert/model-file';
import type { Trained } from './trainer';
import { metricsSchema, type VersionMetrics } from './version-metrics';

const candidateSchema = z.object({
  version: currentSchema.shape.version,
  /** Share of the templates that it answers, 0..1; null in shadow mode. */
  share: z.number().min(0).max(1).nullable(),
});

/** `current.json` as a whole; files of before have only the version. */
const rolesSchema = currentSchema.extend({
  previous: currentSchema.shape.version.nullable().default(null),
  candidate: candidateSchema.nullable().default(null),
});

/** Which version has which role: the one that answers, the one before it, and the one that is tried. */
export type ModelRoles = z.infer<typeof rolesSchema>;

/** A version in the folder: what it is, or why it cannot be used. */
export type ListedVersion =
  | { readonly version: string; readonly manifest: Manifest; readonly problem: null }
  | { readonly version: string; readonly manifest: null; readonly problem: string };

export interface SaveOptions {
  /** Folder name of the version; by default the day and the first digits of the head's hash. */
  readonly version?: string;
  /** Moment of training. */
  readonly createdAt: Date;
  /** SHA-256 of the encoder that gave the embeddings. */
  readonly encoder: string;
  /** What the training was asked to do, for the record. */
  readonly options: Manifest['options'];
}

/**
 * The versions of the classifier in a model folder. A version is written beside its place and moved there in one step,
 * and `current.json` is replaced in one step, so a crash never leaves half a model where one is looked for.
 */
export class ModelRegistry {
  constructor(private readonly folder: string) {}

  /** All versions, oldest first, then those that are broken. */
  list(): ListedVersion[] {
    const versions = modelPaths.versions(this.folder);
    if (!existsSync(versions)) return [];
    const listed = readdirSync(versions)
      .filter((name) => !name.startsWith('.'))
      .map((version) => this.listed(version));
    // A colon stands behind every digit, so a version without a manifest comes last.
    const key = ({ manifest }: ListedVersion): string => manifest?.createdAt ?? ':';
    return listed.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  has(version: string): boolean {
    const name = currentSchema.shape.version.safeParse(version);
    return name.success && existsSync(modelPaths.version(this.folder, version));
  }

  /** Who answers; null before the first promotion. */
  roles(): ModelRoles | null {
    const file = modelPaths.current(this.folder);
    return existsSync(file) ? readModelJson(file, rolesSchema) : null;
  }

  /** The version that answers; null before the first promotion. */
  current(): string | null {
    return this.roles()?.version ?? null;
  }

  /** @throws ModelFileError when the version or its manifest is missing or broken */
  manifest(version: string): Manifest {
    return readManifest(this.folder, version);
  }

  /** @throws ModelFileError when they are missing, broken or not the manifest's */
  metrics(manifest: Manifest): VersionMetrics {
    return readModelJson(
      join(modelPaths.version(this.folder, manifest.version), 'metrics.json'),
      metricsSchema,
      manifest.metrics,
    );
  }

  /** The head of a version, e.g. as the base of further training. */
  head(version: string): HeadFile {
    return readHead(this.folder, readManifest(this.folder, version));
  }

  /**
   * Writes a new version; it does not answer before {@link promote}.
   * @throws InputError when the version exists
   */
  save(trained: Trained, options: SaveOptions): Manifest {
    const head = `${JSON.stringify(trained.head, null, 1)}\n`;
    const metrics = `${JSON.stringify(trained.metrics, null, 1)}\n`;
    const day = options.createdAt.toISOString().slice(0, 10).replaceAll('-', '');
    const manifest = manifestSchema.parse({
      format: 1,
      version: options.version ?? `${day}-${sha256(head).slice(0, 8)}`,
      createdAt: options.createdAt.toISOString(),
      labels: trained.head.category.labels,
      encoder: options.encoder,
      head: sha256(head),
      metrics: sha256(metrics),
      data: trained.data,
      rows: trained.examples,
      options: options.options,
    } satisfies Manifest);
    const place = modelPaths.version(this.folder, manifest.version);
    if (existsSync(place)) {
      throw new InputError('conflict', 'version_exists', `model version ${manifest.version} exists already`);
    }
    // The leading dot keeps a draft that a crash left behind out of the list; it is overwritten by the next attempt.
    const draft = join(modelPaths.versions(this.folder), `.draft-${manifest.version}`);
    mkdirSync(draft, { recursive: true });
    try {
      writeDurably(join(draft, 'head.json'), head);
      writeDurably(join(draft, 'metrics.json'), metrics);
      writeDurably(join(draft, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
      renameSync(draft, place);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      throw error;
    }
    return manifest;
  }

  /**
   * Makes a version the one that answers; the one before it is remembered. A trial goes on, unless it was this version's.
   * @throws ModelFileError when a file of it is missing or broken; the version that answers then stays
   */
  promote(version: string): void {
    readClassifierModel(this.folder, version);
    const before = this.roles();
    if (before?.version === version) return;
    const candidate = before?.candidate?.version === version ? null : (before?.candidate ?? null);
    this.write({ version, previous: before?.version ?? null, candidate });
  }

  /** Remembers which version is tried, and how; null ends the trial. */
  setCandidate(candidate: ModelRoles['candidate']): void {
    const roles = this.roles();
    if (roles === null) throw new Error('a version can be tried only beside one that answers');
    this.write({ ...roles, candidate });
  }

  private write(roles: ModelRoles): void {
    const file = modelPaths.current(this.folder);
    writeDurably(`${file}.draft`, `${JSON.stringify(roles)}\n`);
    renameSync(`${file}.draft`, file);
  }

  private listed(version: string): ListedVersion {
    try {
      return { version, manifest: this.manifest(version), problem: null };
    } catch (error) {
      return { version, manifest: null, problem: messageOf(error) };
    }
  }
}

/** The data is on the disk before the name is: a power cut cannot leave an empty file behind a rename. */
function writeDurably(file: string, text: string): void {
  writeFileSync(file, text, { flush: true });
}
