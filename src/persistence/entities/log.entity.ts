import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Fields } from '../../core/json';
import type { Geo, LogStatus } from '../../core/log';
import type { Stage, Triage } from '../../core/verdict';

/**
 * A classified log. The table is partitioned by day of `observed_at`, which TypeORM cannot say; the migration does.
 * `id` is a UUIDv7 whose time is `observed_at`: the key finds one log in one partition and pages newest first.
 */
@Entity('logs')
@Index('logs_pending', ['formId'], { where: `status = 'pending'` })
@Index('logs_important', ['observedAt', 'id'], { where: `triage <> 'normal' OR severity >= 4` })
export class LogEntity {
  @PrimaryColumn({ name: 'observed_at', type: 'timestamptz', primaryKeyConstraintName: 'logs_pkey' })
  observedAt!: Date;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'logs_pkey' })
  id!: string;

  @Column({ type: 'timestamptz' })
  timestamp!: Date;

  @Column({ name: 'form_id', type: 'uuid' })
  formId!: string;

  @Column({ type: 'real' })
  confidence!: number;

  @Column({ type: 'smallint' })
  severity!: number;

  @Column({ name: 'severity_number', type: 'smallint' })
  severityNumber!: number;

  @Column({ type: 'boolean' })
  bot!: boolean;

  @Column({ type: 'text' })
  triage!: Triage;

  @Column({ name: 'decided_by', type: 'text' })
  decidedBy!: Stage;

  @Column({ type: 'text' })
  status!: LogStatus;

  @Column({ type: 'text' })
  category!: string;

  @Column({ name: 'rule_id', type: 'text', nullable: true })
  ruleId!: string | null;

  @Column({ name: 'model_version', type: 'text', nullable: true })
  modelVersion!: string | null;

  @Column({ type: 'text', nullable: true })
  suggestion!: string | null;

  @Column({ type: 'text' })
  source!: string;

  @Column({ type: 'text' })
  level!: string;

  @Column({ type: 'text' })
  format!: string;

  @Column({ type: 'text' })
  message!: string;

  /** Null when it is the same as `message`. */
  @Column({ type: 'text', nullable: true })
  raw!: string | null;

  @Column({ type: 'jsonb' })
  fields!: Fields;

  @Column({ type: 'jsonb', nullable: true })
  geo!: Geo | null;

  @Column({ type: 'text', array: true })
  threats!: string[];
}
