import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../core/errors';
import { headSchema, type HeadFile } from './head-file';
import { Heads } from './heads';
import { ModelFileError, readModelJson, sha256Schema } from './model-file';

/** Versions are folder names. */
const versionSchema = z.string().regex(/^\w[\w.-]{0,63}$/, 'must be a plain name without slashes');

/** `manifest.json` of a classifier: what it is, what it fits and what it was made of. */
export const manifestSchema = z.object({
  format: z.literal(1),
  version: versionSchema,
  createdAt: z.iso.datetime(),
  labels: z.array(z.string()).min(2),
  /** SHA-256 of the encoder's model file: the heads are worth nothing on another encoder's embeddings. */
  encoder: sha256Schema,
  /** SHA-256 of head.json. */
  head: sha256Schema,
  /** SHA-256 of metrics.json. */
  metrics: sha256Schema,
  /** SHA-256 of the labelled rows, and how many there were. */
  data: sha256Schema,
  rows: z.int().positive(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** `current.json`: which version answers. */
export const currentSchema = z.object({ version: versionSchema });

/** Places of a model folder: `encoder/`, `classifier/<version>/` and `current.json`. */
export const modelPaths = {
  encoder: (folder: string): string => join(folder, 'encoder'),
  current: (folder: string): string => join(folder, 'current.json'),
  versions: (folder: string): string => join(folder, 'classifier'),
  version: (folder: string, version: string): string => join(folder, 'classifier', version),
};

/** A classifier that is ready to answer. */
export interface ClassifierModel {
  readonly manifest: Manifest;
  readonly heads: Heads;
}

/** @throws ModelFileError when the manifest is missing or broken, or stands in the wrong folder */
export function readManifest(folder: string, version: string): Manifest {
  const file = join(modelPaths.version(folder, version), 'manifest.json');
  const manifest = readModelJson(file, manifestSchema);
  if (manifest.version !== version) throw new ModelFileError(file, `is of version ${manifest.version}`);
  return manifest;
}

/** @throws ModelFileError when the head is missing, broken, half written or not the manifest's */
export function readHead(folder: string, manifest: Manifest): HeadFile {
  return readModelJson(join(modelPaths.version(folder, manifest.version), 'head.json'), headSchema, manifest.head);
}

/**
 * Reads a classifier and checks every file.
 * @param version by default the one that `current.json` names
 * @throws ModelFileError naming the file that is missing, broken or half written
 */
export function readClassifierModel(
  folder: string,
  version = readModelJson(modelPaths.current(folder), currentSchema).version,
): ClassifierModel {
  const manifest = readManifest(folder, version);
  const head = readHead(folder, manifest);
  try {
    return { manifest, heads: Heads.decode(head) };
  } catch (error) {
    throw new ModelFileError(join(modelPaths.version(folder, version), 'head.json'), messageOf(error));
  }
}
