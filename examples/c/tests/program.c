/* Loads a model, asks it for two pictures, and makes the mistakes that one makes. Prints the scores and the errors. */
#include <math.h>
#include <stdio.h>

#include "digits.h"

/* The result of a call and its error, which is asked for once the call is over. */
static void tell(int result) { printf("%d %s\n", result, digits_error()); }

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: program MODEL\n");
        return 2;
    }
    digits_model *model = digits_load(argv[1]);
    if (model == NULL) {
        fprintf(stderr, "%s\n", digits_error());
        return 1;
    }
    float pixels[2 * DIGITS_PIXELS], scores[2 * DIGITS_CLASSES];
    for (int i = 0; i < 2 * DIGITS_PIXELS; i++)
        pixels[i] = (float)(i % 17) / 16.0f;
    if (digits_predict(model, pixels, 2, scores) != 0 || digits_error()[0] != '\0')
        return 3;
    for (int i = 0; i < 2 * DIGITS_CLASSES; i++)
        printf("%.9g\n", scores[i]);

    pixels[70] = NAN;
    tell(digits_predict(model, pixels, 2, scores));
    tell(digits_predict(NULL, pixels, 2, scores));
    tell(digits_predict(model, pixels, (size_t)-1, scores));
    tell(digits_predict(model, pixels, 0, scores));
    digits_free(model);
    digits_free(NULL);
    tell(digits_load("no-such-file") == NULL);
    return 0;
}
