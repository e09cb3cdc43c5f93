/* Handwritten digits: a model of nn-core behind a C interface.
 *
 * No call lets a Rust panic out. Where a call fails, digits_error() says why, in the thread that made the call. A model
 * may be used by several threads at once, and must be freed once, when none uses it any more. */
#ifndef DIGITS_H
#define DIGITS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The pixels of a picture, and the classes of which there is a score each. */
enum { DIGITS_PIXELS = 64, DIGITS_CLASSES = 10 };

typedef struct digits_model digits_model;

/* Loads a model from a safetensors file. NULL if that fails. */
digits_model *digits_load(const char *path);

/* Writes the probabilities of the classes, DIGITS_CLASSES for each of `count` pictures of DIGITS_PIXELS numbers from 0 to
 * 1. Gives 0, or -1 if that fails, and writes nothing then. */
int digits_predict(const digits_model *model, const float *pixels, size_t count, float *scores);

/* Frees a model. NULL is ignored. */
void digits_free(digits_model *model);

/* Why the last call of this thread failed, until its next call; "" if it did not. Not to be freed. */
const char *digits_error(void);

#ifdef __cplusplus
}
#endif

#endif
