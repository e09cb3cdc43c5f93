//! What is said over HTTP.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::{Batcher, Full, pixels};

/// `POST /predict` with `{"pixels": [..]}` gives `{"digit": .., "scores": [..], "batch": ..}`, and what is wrong with a
/// request as `{"error": ".."}`. `GET /health` says that the server is there.
pub fn routes(batcher: Batcher) -> Router {
    Router::new()
        .route("/predict", post(predict))
        .route("/health", get(|| async { "ok" }))
        .with_state(batcher)
}

async fn predict(State(batcher): State<Batcher>, body: Bytes) -> (StatusCode, Json<Value>) {
    let error = |status, message: String| (status, Json(json!({ "error": message })));
    let pixels = match pixels(&body) {
        Ok(pixels) => pixels,
        Err(message) => return error(StatusCode::BAD_REQUEST, message),
    };
    match batcher.ask(pixels).await {
        Ok(answer) => (StatusCode::OK, Json(json!(answer))),
        Err(Full) => {
            error(StatusCode::SERVICE_UNAVAILABLE, "too many requests wait, try again later".to_owned())
        }
    }
}
