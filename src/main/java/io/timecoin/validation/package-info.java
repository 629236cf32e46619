/** What is valid, which transaction holds which output, and what is kept while consensus decides. */
package io.timecoin.validation;
