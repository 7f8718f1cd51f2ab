import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, ApiQueryOf, schemaRef } from '../../../observability/api-docs';
import { readInput } from '../../../observability/read-input';
import { feedbackQuerySchema, newFeedbackSchema } from './feedback-schemas';
import { FeedbackService } from './feedback.service';

/** What people say about answers; trainings learn from it. */
@ApiTags('Learning')
@Controller('feedback')
export class FeedbackController {
  constructor(private readonly feedback: FeedbackService) {}

  @Post()
  @ApiOperation({ operationId: 'giveFeedback', summary: 'Say what a log really is' })
  @ApiBody({ schema: schemaRef('NewFeedback') })
  @ApiCreatedResponse({ schema: schemaRef('GivenFeedback') })
  @ApiProblems(400, 404, 503)
  give(@Body() body: unknown): ReturnType<FeedbackService['add']> {
    return this.feedback.add(readInput(newFeedbackSchema, body, 'feedback'));
  }

  @Get()
  @ApiOperation({ operationId: 'listFeedback', summary: 'Feedback, newest first' })
  @ApiQueryOf(feedbackQuerySchema)
  @ApiOkResponse({ schema: schemaRef('FeedbackPage') })
  @ApiProblems(400, 503)
  list(@Query() query: unknown): ReturnType<FeedbackService['page']> {
    const { cursor, limit } = readInput(feedbackQuerySchema, query, 'query');
    return this.feedback.page(cursor ?? null, limit);
  }
}
