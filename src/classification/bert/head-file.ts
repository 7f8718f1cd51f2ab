import { z } from 'zod';

/** Base64 of little-endian float32: weights row by row, outputs × inputs, and a bias an output. */
const layerSchema = z.object({ weights: z.base64(), bias: z.base64() });
export type LayerFile = z.infer<typeof layerSchema>;

/** A layer with an output for each label. */
const classesSchema = layerSchema.extend({
  labels: z.array(z.string().min(1)).min(2),
  /** Divides the scores before the softmax, so that the confidence is a share of right answers. */
  temperature: z.number().positive(),
});
export type ClassesFile = z.infer<typeof classesSchema>;

const sparseClassesSchema = z.object({
  /** Base64 of little-endian float32, one number an output: what a weight of 1 stands for. */
  scales: z.base64(),
  /** Base64 of signed bytes, input by input, inputs × outputs. */
  weights: z.base64(),
  /** Base64 of little-endian float32, one number an output. */
  bias: z.base64(),
});
export type SparseClassesFile = z.infer<typeof sparseClassesSchema>;

/** Layers over what all heads say; their inputs are those of `stackInputs`. */
const stackSchema = z.object({ category: layerSchema, triage: layerSchema });
export type StackFile = z.infer<typeof stackSchema>;

const lexicalSchema = z.object({
  category: sparseClassesSchema,
  triage: sparseClassesSchema.nullable(),
  stack: stackSchema.optional(),
});
export type LexicalFile = z.infer<typeof lexicalSchema>;

/** `head.json`: three linear classifiers over one embedding. */
export const headSchema = z.object({
  format: z.literal(1),
  /** Length of the embedding. */
  dimensions: z.int().positive(),
  category: classesSchema,
  triage: classesSchema,
  /** Its labels are the severities 1 to 10. */
  severity: classesSchema,
  /** The triages that each category may have, in the order of the category's labels. */
  triagesOfCategory: z.array(z.array(z.string()).min(1)),
  /** Heads over the letters of the text; a file without them answers by the embedding alone. */
  lexical: lexicalSchema.optional(),
});
export type HeadFile = z.infer<typeof headSchema>;

/** Float32 numbers as text: exact and half as long as decimals. */
export function encodeFloats(values: Float32Array): string {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString('base64');
}

export function decodeFloats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readFloatLE(index * 4));
}
