import type { z } from 'zod';

/** One setting, described once: the start, the YAML file, the docs and `config print` all read this. */
export interface Setting<T> {
  /** Environment variable. */
  readonly env: string;
  /** One sentence with the unit, for the YAML file and the README. */
  readonly doc: string;
  /** Reads both the text of an environment variable and a YAML value. */
  readonly schema: z.ZodType<T>;
  readonly default: T;
  /** Never printed; may come from the file that `<env>_FILE` names. */
  readonly secret: boolean;
}

/** A group of settings; its key is the section of the YAML file. */
export type Slice = Record<string, Setting<unknown>>;

/** The typed values of a slice. */
export type SliceValues<S extends Slice> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

/** The type comes from the schema: a default alone would widen words to texts. */
type SettingInput<T> = Omit<Setting<T>, 'secret' | 'default'> & {
  readonly default: NoInfer<T>;
  readonly secret?: boolean;
};

/** Describes a setting. */
export function setting<T>(input: SettingInput<T>): Setting<T> {
  return { secret: false, ...input };
}
